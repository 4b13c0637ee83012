import { TransferError, errorCodes, type ErrorCode } from '../../../shared/errors.ts';
import type { ProxySettings, Settings } from '../../../shared/settings.ts';
import type { Addressing } from '../../../shared/transfer.ts';
import { checkObjectOptions } from '../../../shared/upload/check-upload-options.ts';
import {
  type ConflictPolicy,
  type ScanOptions,
  type UploadOptions,
  readUploadOptions,
} from '../../../shared/upload/upload-options.ts';
import type { TransferSelection } from '../../engine/ports/row-selection.ts';
import type { Queue } from '../run/world.ts';
import { UsageError } from '../report/exit-codes.ts';
import { type UploadHeader, choice } from './flag-values.ts';

/** Flags of every command, parsed. Absent means not given. */
export interface CommonFlags {
  readonly db?: string;
  readonly json?: boolean;
  readonly log?: string;
}

/** Selects the account: endpoint and credential source, without the secrets. */
export interface AccountFlags {
  readonly endpoint?: string;
  readonly region?: string;
  readonly profile?: string;
  readonly addressing?: Addressing;
  /** Where the data of the bucket goes, when not to the endpoint. */
  readonly dataEndpoint?: string;
  /** A domain that is bound to the bucket; the data goes there. */
  readonly domain?: string;
}

/** Settings for one run of the command; Ferry does not store them. */
export interface RunFlags {
  readonly threshold?: number;
  readonly jobs?: number;
  readonly parts?: number;
  readonly limit?: number | null;
  readonly proxy?: ProxySettings;
  readonly retries?: number;
  readonly idleTimeout?: number;
}

export interface PartsFlags extends CommonFlags, AccountFlags {
  readonly bucket: string;
  readonly prefix?: string;
  /** Milliseconds. */
  readonly olderThan?: number;
}

export interface UploadFlags extends CommonFlags, AccountFlags, RunFlags {
  readonly to: string;
  readonly name?: string;
  /** Standard input may be empty. */
  readonly allowEmpty?: boolean;
  /** Also continues the unfinished files of earlier uploads. */
  readonly withUnfinished?: boolean;
  readonly conflict?: ConflictPolicy;
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  readonly followLinks?: boolean;
  readonly keepEmptyFolders?: boolean;
  readonly normalizeNames?: boolean;
  readonly partSize?: number;
  readonly parallel?: number;
  readonly meta: readonly (readonly [string, string])[];
  /** True unless `--no-mtime` is given. */
  readonly mtime?: boolean;
  readonly mime?: string;
  readonly header: readonly (readonly [UploadHeader, string])[];
  readonly storageClass?: NonNullable<UploadOptions['storageClass']>;
  readonly acl?: NonNullable<UploadOptions['acl']>;
  readonly tag: readonly (readonly [string, string])[];
  readonly encryption?: NonNullable<UploadOptions['serverSideEncryption']>['algorithm'];
  readonly kmsKey?: string;
  /** Path of a JSON file. */
  readonly callback?: string;
}

/** The settings that the flags change for this run. */
export function settingsOfFlags(flags: RunFlags): Partial<Settings> {
  return {
    ...(flags.threshold === undefined ? {} : { multipartThreshold: flags.threshold }),
    ...(flags.jobs === undefined ? {} : { jobsAtOnce: flags.jobs }),
    ...(flags.parts === undefined ? {} : { partsAtOnce: flags.parts }),
    ...(flags.limit === undefined ? {} : { bandwidthLimit: flags.limit }),
    ...(flags.proxy === undefined ? {} : { proxy: flags.proxy }),
    ...(flags.retries === undefined ? {} : { retryBudget: flags.retries }),
    ...(flags.idleTimeout === undefined ? {} : { idleTimeout: flags.idleTimeout }),
  };
}

/** How a scan turns folders into rows. */
export function scanOptionsFrom(flags: UploadFlags): ScanOptions {
  return {
    takeOver: true,
    ...(flags.include.length === 0 ? {} : { include: [...flags.include] }),
    ...(flags.exclude.length === 0 ? {} : { exclude: [...flags.exclude] }),
    ...(flags.followLinks === undefined ? {} : { followLinks: flags.followLinks }),
    ...(flags.keepEmptyFolders === undefined ? {} : { keepEmptyFolders: flags.keepEmptyFolders }),
    ...(flags.normalizeNames === undefined ? {} : { normalizeNames: flags.normalizeNames }),
  };
}

const help = 'See "ferry upload --help".';

/** The flag of each option field, for error messages. */
const flagOf: Readonly<Record<keyof UploadOptions, string>> = {
  parallel: '--parallel',
  partSize: '--part-size',
  meta: '--meta',
  keepTimes: '--no-mtime',
  mime: '--mime',
  headers: '--header',
  callback: '--callback',
  storageClass: '--storage-class',
  acl: '--acl',
  tagging: '--tag',
  serverSideEncryption: '--encryption',
};

function record<K extends string>(
  flag: string,
  pairs: readonly (readonly [K, string])[],
): Partial<Record<K, string>> {
  const names = pairs.map(([name]) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new UsageError(`${flag} gives "${twice}" twice.`, help);
  return Object.fromEntries(pairs) as Partial<Record<K, string>>;
}

function encryption(flags: UploadFlags): UploadOptions['serverSideEncryption'] {
  if (flags.encryption === undefined) {
    if (flags.kmsKey === undefined) return undefined;
    throw new UsageError('--kms-key needs --encryption KMS.', help);
  }
  return {
    algorithm: flags.encryption,
    ...(flags.kmsKey === undefined ? {} : { keyId: flags.kmsKey }),
  };
}

function present<T extends object>(fields: T): T {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T;
}

/**
 * Builds the options of the objects from the flags and the content of the callback file.
 *
 * @param callback the parsed JSON of `--callback FILE.json`; `undefined` without the flag.
 * @throws UsageError naming the flag, before Ferry stores or sends anything.
 */
export function uploadOptionsFrom(flags: UploadFlags, callback: unknown): UploadOptions {
  const reading = readUploadOptions(
    present({
      parallel: flags.parallel,
      partSize: flags.partSize,
      meta: flags.meta.length > 0 ? record('--meta', flags.meta) : undefined,
      keepTimes: flags.mtime === true ? true : undefined,
      mime: flags.mime,
      headers: flags.header.length > 0 ? record('--header', flags.header) : undefined,
      callback,
      storageClass: flags.storageClass,
      acl: flags.acl,
      tagging: flags.tag.length > 0 ? record('--tag', flags.tag) : undefined,
      serverSideEncryption: encryption(flags),
    }),
  );
  if (!reading.ok) {
    const [field = '', ...inside] = reading.path;
    const flag = Object.entries(flagOf).find(([name]) => name === field)?.[1] ?? 'The options';
    const where = inside.length > 0 ? ` (${inside.join('.')})` : '';
    throw new UsageError(`${flag}${where} is not right: ${reading.reason}.`, help);
  }
  try {
    checkObjectOptions(reading.options);
  } catch (error) {
    if (error instanceof TransferError) throw new UsageError(error.message, help);
    throw error;
  }
  return reading.options;
}

/** Which transfers a command selects, as flags. Exactly one flag must be given. */
interface SelectionFlags {
  readonly ids: readonly number[];
  readonly batch?: number;
  readonly error?: ErrorCode;
  readonly all?: boolean;
}

/** Reads the code after `--error`. */
export const errorCodeValue = choice<ErrorCode>('--error', errorCodes);

/**
 * Builds the selection from the flags.
 *
 * @param ways the possible flags, for the error when the user gave no flag or too many.
 * @throws UsageError
 */
export function selectionFrom(flags: SelectionFlags, ways: string): TransferSelection {
  const chosen: TransferSelection[] = [
    ...(flags.ids.length > 0 ? [{ ids: flags.ids }] : []),
    ...(flags.batch === undefined ? [] : [{ batchId: flags.batch }]),
    ...(flags.error === undefined ? [] : [{ errorCode: flags.error }]),
    ...(flags.all === true ? [{ all: true } as const] : []),
  ];
  const [only] = chosen;
  if (only !== undefined && chosen.length === 1) return only;
  throw new UsageError(
    only === undefined
      ? 'It is not clear which transfers are meant.'
      : 'Only one choice is possible.',
    `Give ${ways}. "ferry status" shows the ids.`,
  );
}

/** @throws UsageError when a named transfer or batch does not exist. */
export async function checkSelection(store: Queue, selection: TransferSelection): Promise<void> {
  const next = 'See "ferry status".';
  if ('ids' in selection) {
    const found = new Set((await store.transfers(selection.ids)).map(({ id }) => id));
    const missing = selection.ids.filter((id) => !found.has(id));
    if (missing.length > 0)
      throw new UsageError(`There is no transfer ${missing.join(', ')}.`, next);
  }
  if ('batchId' in selection && !('errorCode' in selection)) {
    if ((await store.batch(selection.batchId)) === undefined) {
      throw new UsageError(`There is no batch ${selection.batchId}.`, next);
    }
  }
}
