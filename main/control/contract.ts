import * as v from 'valibot';
import { settingsSchema, type Settings } from '../../shared/settings.ts';
import { call, event } from '../../shared/ipc/define.ts';
import {
  accountInputSchema,
  destinationSchema,
  idSchema,
  nothingSchema,
  errorCodeSchema,
} from '../../shared/ipc/schemas.ts';
import { skipReasons, stateNames, waitReasons } from '../../shared/transfer-state.ts';
import type { Batch, Transfer } from '../../shared/transfer.ts';
import {
  conflictPolicies,
  scanOptionsSchema,
  uploadOptionsSchema,
} from '../../shared/upload/upload-options.ts';
import type { ProgressUpdate, Settled, UnfinishedUpload } from '../engine/api.ts';
import type { LeftOut } from '../../shared/upload/name-pattern.ts';
import type { TakenOver } from '../../shared/upload/taken-over.ts';
import type {
  BatchSummary,
  Counters,
  FailureGroup,
  Standing,
  TransferDetails,
  TransferPage,
} from '../engine/ports/transfer-queries.ts';
import { createHmac } from 'node:crypto';

/** Increases with every change of the contract. Two Ferrys with different values do not talk. */
export const controlProtocol = 2;

/** The introduction of the running Ferry. */
export interface Greeting {
  readonly protocol: number;
  /** Of the running Ferry. */
  readonly version: string;
  /** `keyDigest` of the access key ID in its environment; absent when it has none there. */
  readonly environmentKeys?: string;
  /** The folder for spool files before `engine.addBlob`. */
  readonly spoolFolder: string;
}

const manyCalls = { callsPerSecond: 1000 };
const manyIds = { mostBytes: 16 * 1024 * 1024 };
const idsSchema = v.pipe(v.array(idSchema), v.maxLength(1_000_000));
const filePath = v.pipe(v.string(), v.minLength(1), v.maxLength(32_768));
const digits = v.pipe(v.string(), v.regex(/^\d{1,40}$/));
const keySchema = v.pipe(v.string(), v.minLength(1), v.maxLength(1023));
const answerPolicy = v.picklist(conflictPolicies.filter((policy) => policy !== 'ask'));
/** The rows or batches that a command can name. */
const selectionSchema = v.union([
  v.strictObject({ ids: v.pipe(v.array(idSchema), v.maxLength(100_000)) }),
  v.strictObject({ batchId: idSchema }),
  v.strictObject({ errorCode: errorCodeSchema, batchId: v.optional(idSchema) }),
  v.strictObject({ all: v.literal(true) }),
]);
const filterSchema = v.strictObject({
  states: v.optional(v.array(v.picklist(stateNames))),
  batchId: v.optional(idSchema),
  errorCode: v.optional(errorCodeSchema),
  why: v.optional(v.picklist([...waitReasons, ...skipReasons])),
  callbackFailed: v.optional(v.literal(true)),
  search: v.optional(v.pipe(v.string(), v.maxLength(500))),
});
const serverText = v.pipe(v.string(), v.maxLength(1000));
const handOverResultSchema = v.variant('found', [
  v.strictObject({
    id: idSchema,
    found: v.literal('arrived'),
    size: v.pipe(v.number(), v.integer(), v.minValue(0)),
    result: v.strictObject({ etag: serverText, crc64: digits, requestId: serverText }),
  }),
  v.strictObject({ id: idSchema, found: v.literal('missing') }),
  v.strictObject({
    id: idSchema,
    found: v.literal('different'),
    detail: serverText,
  }),
]);
const batchIdSchema = v.strictObject({ batchId: v.optional(idSchema) });

const addFields = {
  destination: destinationSchema,
  conflictPolicy: v.picklist(conflictPolicies),
  options: uploadOptionsSchema,
  name: v.optional(v.pipe(v.string(), v.maxLength(1000))),
};

/**
 * An account of the command line. Accounts of the window, with keys in its keychain, stay there.
 */
const accountSchema = v.strictObject({
  id: v.pipe(v.string(), v.minLength(1), v.maxLength(1000)),
  name: v.pipe(v.string(), v.maxLength(1000)),
  endpoint: accountInputSchema.entries.endpoint,
  region: accountInputSchema.entries.region,
  addressing: accountInputSchema.entries.addressing,
  dataAddresses: accountInputSchema.entries.dataAddresses,
  credentials: v.variant('kind', [
    v.strictObject({ kind: v.literal('environment') }),
    v.strictObject({ kind: v.literal('profile'), name: v.pipe(v.string(), v.maxLength(200)) }),
  ]),
});

/**
 * Every call that a command may make to the Ferry that works on its queue, described once. Server,
 * client, checks and tests derive from this value. Accounts travel by id and description; keys,
 * tokens and passwords never do.
 */
export const controlContract = {
  ferry: {
    /** The first call of a connection. Unknown fields of a later version are ignored. */
    greet: call(
      v.object({
        protocol: v.pipe(v.number(), v.integer()),
        nonce: v.pipe(v.string(), v.regex(/^[\da-f]{32}$/)),
        /** Progress and `settled` cover only the rows that this connection adds and takes. */
        ownRowsOnly: v.boolean(),
      }),
      { callsPerSecond: 1, mostBytes: 4096 },
    ).returns<Greeting>(),
    /** Starts the sending of `progress`. */
    subscribe: call(nothingSchema, { callsPerSecond: 5 }).returns<void>(),
    progress: event<ProgressUpdate>(),
  },
  engine: {
    add: call(
      v.strictObject({
        ...addFields,
        roots: v.pipe(v.array(filePath), v.minLength(1), v.maxLength(10_000)),
        scanOptions: scanOptionsSchema,
        key: v.optional(keySchema),
      }),
      { callsPerSecond: 10, mostBytes: 64 * 1024 * 1024 },
    ).returns<Batch>(),
    addBlob: call(
      v.strictObject({
        ...addFields,
        blobName: keySchema,
        spool: v.strictObject({
          path: filePath,
          identity: v.strictObject({
            device: digits,
            inode: digits,
            size: v.pipe(v.number(), v.integer(), v.minValue(0)),
            modified: digits,
            changed: digits,
          }),
        }),
      }),
      { callsPerSecond: 10 },
    ).returns<Batch>(),
    pause: call(selectionSchema).returns<number>(),
    resume: call(selectionSchema).returns<number>(),
    cancel: call(selectionSchema).returns<number>(),
    /** The engine works on the whole queue from now on. */
    takeAll: call(nothingSchema, { callsPerSecond: 10 }).returns<void>(),
    /** The engine also works on these rows, and they belong to this connection. */
    takeRows: call(v.strictObject({ ids: idsSchema }), manyIds).returns<void>(),
    leftOut: call(idSchema).returns<readonly LeftOut[]>(),
    takenOver: call(idSchema).returns<TakenOver>(),
    /** Only for rows that were taken. */
    retry: call(
      v.strictObject({
        ids: idsSchema,
        changes: v.strictObject({
          conflictPolicy: v.optional(answerPolicy),
          partSize: v.optional(settingsSchema.entries.partSize),
        }),
      }),
      manyIds,
    ).returns<number>(),
    answerConflicts: call(
      v.strictObject({ selection: selectionSchema, policy: answerPolicy }),
    ).returns<number>(),
    changeKey: call(v.strictObject({ id: idSchema, key: keySchema })).returns<boolean>(),
    /** Sets only the speed limit: the running Ferry decides all other settings. */
    setLimit: call(
      v.strictObject({ bandwidthLimit: settingsSchema.entries.bandwidthLimit }),
    ).returns<Settings>(),
    saveAccount: call(accountSchema, { callsPerSecond: 10 }).returns<void>(),
    probe: call(destinationSchema, { callsPerSecond: 5 }).returns<void>(),
    unfinishedUploads: call(destinationSchema, { callsPerSecond: 5 }).returns<
      readonly UnfinishedUpload[]
    >(),
    abortUnfinished: call(
      v.strictObject({
        destination: destinationSchema,
        upload: v.strictObject({
          key: keySchema,
          uploadId: v.pipe(v.string(), v.minLength(1), v.maxLength(1000)),
          initiated: v.number(),
        }),
      }),
      manyCalls,
    ).returns<void>(),
    settled: call(nothingSchema).returns<Settled>(),
  },
  queue: {
    batch: call(idSchema, manyCalls).returns<Batch | undefined>(),
    batches: call(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(10_000))).returns<
      readonly BatchSummary[]
    >(),
    counters: call(batchIdSchema, manyCalls).returns<Counters>(),
    standing: call(
      v.strictObject({ batchIds: v.optional(idsSchema), ids: v.optional(idsSchema) }),
      manyIds,
    ).returns<Standing>(),
    page: call(
      v.strictObject({
        filter: filterSchema,
        sort: v.strictObject({
          by: v.picklist(['queue', 'position', 'name', 'size', 'updated']),
          descending: v.boolean(),
        }),
        range: v.strictObject({
          offset: v.pipe(v.number(), v.integer(), v.minValue(0)),
          limit: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(10_000)),
        }),
      }),
      manyCalls,
    ).returns<TransferPage>(),
    transfers: call(v.pipe(v.array(idSchema), v.maxLength(100_000))).returns<readonly Transfer[]>(),
    details: call(idSchema, manyCalls).returns<TransferDetails | undefined>(),
    failures: call(batchIdSchema, manyCalls).returns<readonly FailureGroup[]>(),
    cleanupBacklog: call(nothingSchema).returns<{
      readonly count: number;
      readonly nextAt?: number;
    }>(),
    /** Marks paused rows as handed over to another program. */
    handOver: call(idsSchema, manyIds).returns<number>(),
    settleHandedOver: call(
      v.pipe(v.array(handOverResultSchema), v.maxLength(10_000)),
      manyIds,
    ).returns<number>(),
    /** Forgets final rows in these states. */
    remove: call(
      v.strictObject({
        selection: selectionSchema,
        states: v.pipe(v.array(v.picklist(stateNames)), v.maxLength(stateNames.length)),
      }),
    ).returns<number>(),
  },
} as const;

export type ControlContract = typeof controlContract;

/** One message of a command. */
export const requestSchema = v.strictObject({
  id: v.pipe(v.number(), v.integer(), v.minValue(1)),
  call: v.pipe(v.string(), v.maxLength(64)),
  input: v.optional(v.unknown()),
});

/**
 * Lets two processes compare their access key IDs without sending them. The digest is the HMAC of
 * the ID under a nonce of the caller. `undefined` without an ID.
 */
export function keyDigest(accessKeyId: string | undefined, nonce: string): string | undefined {
  const id = accessKeyId?.trim() ?? '';
  if (id === '') return undefined;
  return createHmac('sha256', nonce).update(id).digest('hex');
}
