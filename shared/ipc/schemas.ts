import * as v from 'valibot';
import { errorCodes } from '../errors.ts';
import { linkLifetimeSchema } from '../preferences.ts';
import { linkFormats } from '../text/link-format.ts';
import { stateNames } from '../transfer-state.ts';
import {
  conflictPolicies,
  scanOptionsSchema,
  uploadOptionsSchema,
} from '../upload/upload-options.ts';

export const idSchema = v.pipe(v.number(), v.integer(), v.minValue(1));
export const nothingSchema = v.undefined();
export const accountIdSchema = v.pipe(v.string(), v.minLength(1), v.maxLength(64));
/** Identifies paths in the main process without revealing them. */
export const handOverIdSchema = v.pipe(v.string(), v.uuid());
export const errorCodeSchema = v.picklist(errorCodes);

const idsSchema = v.pipe(v.array(idSchema), v.maxLength(100_000));

/** The transfers of a command: never paths. */
export const selectionSchema = v.union([
  v.strictObject({ filter: v.strictObject({ states: v.array(v.picklist(stateNames)) }) }),
  v.strictObject({ ids: idsSchema }),
  v.strictObject({ batchId: idSchema }),
  v.strictObject({ batchIds: v.pipe(v.array(idSchema), v.maxLength(100)) }),
  v.strictObject({ errorCode: errorCodeSchema, batchId: v.optional(idSchema) }),
  v.strictObject({ all: v.literal(true) }),
  /** The selection of the last question of the window (`picture.ask`). */
  v.strictObject({ asked: v.literal('selection') }),
]);

/** The links of a selection; absent fields: without a signature where possible, else as long as the destination says. */
export const linksSchema = v.strictObject({
  selection: selectionSchema,
  access: v.optional(v.picklist(['automatic', 'signed'])),
  /** Absent: the last that the user chose. */
  format: v.optional(v.picklist(linkFormats)),
  /** Seconds. */
  lifetime: v.optional(linkLifetimeSchema),
});

export const destinationSchema = v.strictObject({
  accountId: accountIdSchema,
  bucket: v.pipe(v.string(), v.minLength(1), v.maxLength(63)),
  prefix: v.pipe(v.string(), v.maxLength(1023)),
});

/** Destination and options that the window chose. */
export const targetSchema = v.strictObject({
  destination: destinationSchema,
  conflictPolicy: v.picklist(conflictPolicies),
  options: uploadOptionsSchema,
  scanOptions: scanOptionsSchema,
});

/** Keys that the user typed. The main process receives them and never returns them. */
const secretsSchema = v.strictObject({
  accessKeyId: v.pipe(v.string(), v.minLength(1), v.maxLength(256)),
  accessKeySecret: v.pipe(v.string(), v.minLength(1), v.maxLength(256)),
  securityToken: v.optional(v.pipe(v.string(), v.maxLength(8192))),
});

/** Without user name and password, because it is stored, shown and logged unchanged. */
const endpointSchema = v.pipe(
  v.string(),
  v.maxLength(300),
  v.regex(/^https?:\/\/[^\s/\\?#@]+\/?$/),
);
const addressingSchema = v.picklist(['virtual-host', 'path', 'custom-domain']);
const dataAddressesSchema = v.record(
  v.pipe(v.string(), v.minLength(1), v.maxLength(63)),
  v.strictObject({ endpoint: endpointSchema, addressing: addressingSchema }),
);

export const accountInputSchema = v.strictObject({
  /** Absent for a new account. */
  id: v.optional(accountIdSchema),
  name: v.pipe(v.string(), v.maxLength(100)),
  endpoint: endpointSchema,
  region: v.pipe(v.string(), v.minLength(1), v.maxLength(64)),
  addressing: addressingSchema,
  /** Absent: the addresses that the account has stay. */
  dataAddresses: v.optional(dataAddressesSchema),
  /** Absent: the stored keys stay. */
  secrets: v.optional(secretsSchema),
});
