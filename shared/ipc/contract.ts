import * as v from 'valibot';
import type { Settings } from '../settings.ts';
import { proxySchema, settingsSchema } from '../settings.ts';
import { type Preferences, preferencesSchema } from '../preferences.ts';
import type { QueueRecovery } from '../queue-recovery.ts';
import type { StateName } from '../transfer-state.ts';
import { conflictPolicies } from '../upload-options.ts';
import { call, event } from './define.ts';
import { mostPathsInCall } from './hand-over.ts';
import {
  accountIdSchema,
  accountInputSchema,
  batchPageSchema,
  destinationSchema,
  handOverIdSchema,
  idSchema,
  nothingSchema,
  pageSchema,
  selectionSchema,
  targetSchema,
} from './schemas.ts';
import type {
  AccountView,
  AppInfo,
  BatchView,
  BucketList,
  ClipboardContent,
  ConflictPreview,
  ConnectionTest,
  FailureView,
  PrefixList,
  ProgressView,
  ProxyTest,
  Route,
  TransferDetailsView,
  TransferPageView,
} from './views.ts';

const filePath = v.pipe(v.string(), v.minLength(1), v.maxLength(32_768));
const answerPolicy = v.picklist(conflictPolicies.filter((policy) => policy !== 'ask'));

/**
 * Everything that passes between the window and the main process, once. Both typed sides, the
 * preload, the checks and the test doubles are derived from this value.
 */
export const contract = {
  app: {
    info: call(nothingSchema).returns<AppInfo>(),
    preferences: call(nothingSchema).returns<Preferences>(),
    changePreferences: call(v.partial(preferencesSchema)).returns<Preferences>(),
    openLogs: call(nothingSchema).returns<void>(),
    openDatabaseFolder: call(nothingSchema).returns<void>(),
    /** What a damaged database led to; answered once the queue is open, null when it was sound. */
    queueRecovery: call(nothingSchema).returns<QueueRecovery | null>(),
    /** Asks where to put it; resolves with false when the person thought better of it. */
    exportDiagnostics: call(nothingSchema).returns<boolean>(),
    /** Starts the engine again after it failed; resolves when it runs. */
    startEngine: call(nothingSchema, { callsPerSecond: 2 }).returns<void>(),
    openDocumentation: call(v.picklist(['user-guide', 'ram-policy', 'security'])).returns<void>(),
    preferencesChanged: event<Preferences>(),
    /** Something outside the window leads into it: a notification, the tray, a deep link. */
    navigate: event<Route>(),
  },
  accounts: {
    list: call(nothingSchema).returns<readonly AccountView[]>(),
    save: call(accountInputSchema).returns<AccountView>(),
    remove: call(accountIdSchema).returns<void>(),
    /** How many transfers of the account have not come to an end. */
    unfinished: call(accountIdSchema, { callsPerSecond: 10 }).returns<number>(),
    /** Tries endpoint, keys and bucket, and says in order what works and what does not. */
    test: call(
      v.strictObject({ account: accountInputSchema, bucket: v.pipe(v.string(), v.maxLength(63)) }),
      { callsPerSecond: 5 },
    ).returns<ConnectionTest>(),
    buckets: call(accountIdSchema, { callsPerSecond: 10 }).returns<BucketList>(),
    /** The same with keys that are not stored yet, for the form that connects an account. */
    bucketsWith: call(accountInputSchema, { callsPerSecond: 5 }).returns<BucketList>(),
    prefixes: call(destinationSchema, { callsPerSecond: 20 }).returns<PrefixList>(),
    /** The RAM policy that is just enough for a destination, as JSON text. */
    policy: call(destinationSchema).returns<string>(),
    /** Starts the local server, once, and makes an account and a destination for it. */
    openSandbox: call(nothingSchema, { callsPerSecond: 2 }).returns<AccountView>(),
    /** A person mended something: try again. */
    unblock: call(accountIdSchema).returns<void>(),
    changed: event<readonly AccountView[]>(),
  },
  batches: {
    /**
     * A portion of the paths of dropped or pasted File objects, filled in by the preload. Main keeps
     * all portions of an id until `addHandedOver`.
     */
    handOver: call(
      v.strictObject({
        id: handOverIdSchema,
        paths: v.pipe(v.array(filePath), v.minLength(1), v.maxLength(mostPathsInCall)),
      }),
      { from: 'preload', callsPerSecond: 100, mostBytes: 64 * 1024 * 1024 },
    ).returns<void>(),
    /** Uploads as one batch what main keeps under the id, and forgets it. */
    addHandedOver: call(
      v.strictObject({ id: handOverIdSchema, target: targetSchema }),
    ).returns<number>(),
    /** Forgets what main keeps under the id: a person does not want it uploaded. */
    forgetHandedOver: call(handOverIdSchema).returns<void>(),
    /** Bytes without a path: a pasted image or text, a picture dragged out of a browser. */
    addBlob: call(
      v.strictObject({
        target: targetSchema,
        name: v.pipe(v.string(), v.minLength(1), v.maxLength(1023)),
        bytes: v.instance(Uint8Array),
        /** Joins this batch: what is dropped or pasted together is one upload. */
        batchId: v.optional(idSchema),
      }),
      { callsPerSecond: 10, mostBytes: 256 * 1024 * 1024 },
    ).returns<number>(),
    /** Opens the system's dialog in main. Resolves with the batch, or null when it was closed. */
    chooseFiles: call(targetSchema, { callsPerSecond: 5 }).returns<number | null>(),
    chooseFolders: call(targetSchema, { callsPerSecond: 5 }).returns<number | null>(),
    /** What could be pasted now. */
    clipboard: call(nothingSchema, { callsPerSecond: 10 }).returns<ClipboardContent>(),
    /** Uploads the files, the image or the text that the clipboard holds. */
    paste: call(
      v.strictObject({
        target: targetSchema,
        name: v.optional(v.pipe(v.string(), v.minLength(1), v.maxLength(1023))),
      }),
      { callsPerSecond: 5 },
    ).returns<number | null>(),
    list: call(batchPageSchema).returns<readonly BatchView[]>(),
    conflicts: call(idSchema, { callsPerSecond: 10 }).returns<ConflictPreview>(),
    answerConflicts: call(
      v.strictObject({ selection: selectionSchema, policy: answerPolicy }),
    ).returns<number>(),
    /** Asks where to put the per-file results; false when the person thought better of it. */
    export: call(v.strictObject({ batchId: idSchema, format: v.picklist(['csv', 'json']) }), {
      callsPerSecond: 5,
    }).returns<boolean>(),
  },
  transfers: {
    snapshot: call(nothingSchema).returns<ProgressView>(),
    page: call(pageSchema, { callsPerSecond: 100 }).returns<TransferPageView>(),
    /** The rows that are on the screen now: progress tells of these, and of what runs. */
    watch: call(
      v.strictObject({ ids: v.pipe(v.array(idSchema), v.maxLength(1000)) }),
    ).returns<void>(),
    details: call(idSchema).returns<TransferDetailsView | null>(),
    failures: call(v.strictObject({ batchId: v.optional(idSchema) })).returns<
      readonly FailureView[]
    >(),
    /** How many transfers a selection means, by state: what a question says before it is done. */
    count: call(selectionSchema).returns<Readonly<Record<StateName, number>>>(),
    pause: call(selectionSchema).returns<number>(),
    resume: call(selectionSchema).returns<number>(),
    cancel: call(selectionSchema).returns<number>(),
    retry: call(selectionSchema).returns<number>(),
    remove: call(selectionSchema).returns<number>(),
    moveToFront: call(selectionSchema).returns<number>(),
    changeKey: call(
      v.strictObject({ id: idSchema, key: v.pipe(v.string(), v.minLength(1), v.maxLength(1023)) }),
    ).returns<boolean>(),
    showInFolder: call(idSchema, { callsPerSecond: 5 }).returns<void>(),
    /** Puts the links of what arrived on the clipboard and resolves with how many. */
    copyLinks: call(selectionSchema, { callsPerSecond: 10 }).returns<number>(),
    copyError: call(idSchema, { callsPerSecond: 10 }).returns<void>(),
    progress: event<ProgressView>(),
  },
  settings: {
    get: call(nothingSchema).returns<Settings>(),
    change: call(v.partial(settingsSchema)).returns<Settings>(),
    testProxy: call(
      v.strictObject({
        proxy: proxySchema,
        password: v.optional(v.pipe(v.string(), v.maxLength(256))),
      }),
      { callsPerSecond: 2 },
    ).returns<ProxyTest>(),
    /** What the proxy asks for. Kept with the other secrets; tries uploads that waited for it. */
    saveProxyPassword: call(
      v.strictObject({
        userName: v.pipe(v.string(), v.minLength(1), v.maxLength(256)),
        password: v.pipe(v.string(), v.maxLength(256)),
      }),
    ).returns<void>(),
    changed: event<Settings>(),
  },
} as const;

export type FerryContract = typeof contract;
