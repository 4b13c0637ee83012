import { checkObjectOptions } from '../../../shared/upload/check-upload-options.ts';
import { TransferError } from '../../../shared/errors.ts';
import { readUploadOptions, type UploadOptions } from '../../../shared/upload/upload-options.ts';
import type { UploadFlags } from './upload-flags.ts';
import { UsageError } from '../words/exit-codes.ts';

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
