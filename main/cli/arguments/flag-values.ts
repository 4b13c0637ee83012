import { longestLinkLifetime } from '../../../shared/account/object-links.ts';
import type { ProxySettings } from '../../../shared/settings.ts';
import { formatPartSize, parseSize, parseSpeed } from '../../../shared/text/units.ts';
import { patternFault, type PatternFault } from '../../../shared/upload/name-pattern.ts';
import { ossLimits } from '../../../shared/upload/oss-limits.ts';
import { UsageError } from '../report/exit-codes.ts';

/** Turns the text after a flag into its value. @throws UsageError */
export type FlagParser<T> = (text: string) => T;

function refuse(flag: string, text: string, expected: string): never {
  throw new UsageError(`${flag} does not take "${text}".`, `It takes ${expected}.`);
}

/** A whole number from `least` to `most`. */
export function wholeNumber(flag: string, least: number, most: number): FlagParser<number> {
  return (text) => {
    const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
    if (value >= least && value <= most) return value;
    return refuse(flag, text, `a whole number from ${least} to ${most}`);
  };
}

/** A size from `least` to `most` bytes. */
export function sizeBetween(flag: string, least: number, most: number): FlagParser<number> {
  return (text) => {
    const value = parseSize(text);
    if (value !== undefined && value >= least && value <= most) return value;
    const range = `${formatPartSize(least)} to ${formatPartSize(most)}`;
    return refuse(flag, text, `a size from ${range}, such as 8MiB`);
  };
}

/** The part size of a multipart upload. */
export const partSizeValue = sizeBetween(
  '--part-size',
  ossLimits.minPartSize,
  ossLimits.maxPartSize,
);

/** Bytes a second, or `null` for `none`. */
export const limitValue: FlagParser<number | null> = (text) => {
  if (text === 'none') return null;
  const value = parseSpeed(text);
  if (value !== undefined && value >= 1024) return value;
  return refuse('--limit', text, 'a speed of at least 1KiB/s, such as 10MB/s, or none');
};

/** Milliseconds from a number of seconds. */
export const idleTimeoutValue: FlagParser<number> = (text) =>
  wholeNumber('--idle-timeout', 1, 600)(text.replace(/s$/, '')) * 1000;

const durationUnits: Readonly<Record<string, number>> = {
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};

/** Milliseconds from `90s`, `30m`, `12h`, `7d` or `2w`. */
export const ageValue: FlagParser<number> = (text) => {
  const match = /^(\d{1,6})([smhdw])$/i.exec(text);
  const unit = durationUnits[match?.[2]?.toLowerCase() ?? ''];
  if (match?.[1] !== undefined && unit !== undefined) return Number(match[1]) * unit;
  return refuse('--older-than', text, 'an age such as 12h, 7d or 2w');
};

/** How long a signed link is valid, in milliseconds. */
export const linkLifetimeValue: FlagParser<number> = (text) => {
  const match = /^(\d{1,6})([mhd])$/i.exec(text);
  const lifetime = Number(match?.[1]) * (durationUnits[match?.[2]?.toLowerCase() ?? ''] ?? 0);
  if (lifetime > 0 && lifetime <= longestLinkLifetime * 1000) return lifetime;
  return refuse('--lifetime', text, 'a time such as 30m, 12h or 7d, at most 7d');
};

/** How to reach the network. A command line exposes passwords, so the parser rejects them. */
export const proxyValue: FlagParser<ProxySettings> = (text) => {
  if (text === 'none' || text === 'system') return { mode: text };
  if (text.includes('@')) {
    throw new UsageError(
      '--proxy takes no user name and password, because other programs can read them there.',
      'Set HTTPS_PROXY to http://user:password@host:port and leave --proxy out.',
    );
  }
  const withScheme = text.includes('://') ? text : `http://${text}`;
  const url = URL.canParse(withScheme) ? new URL(withScheme) : undefined;
  if (url !== undefined && /^https?:$/.test(url.protocol) && url.hostname !== '') {
    return { mode: 'manual', url: `${url.protocol}//${url.host}` };
  }
  return refuse('--proxy', text, 'http://host:port, none or system');
};

/** A value from a closed list; case does not matter. */
export function choice<T extends string>(flag: string, values: readonly T[]): FlagParser<T> {
  return (text) =>
    values.find((value) => value.toLowerCase() === text.toLowerCase()) ??
    refuse(flag, text, `one of ${values.join(', ')}`);
}

const patternWords: Record<PatternFault, (text: string) => readonly [string, string]> = {
  empty: () => ['has an empty pattern.', 'Leave the option out, or give it a pattern: "*.jpg".'],
  'open-bracket': (text) => [
    `has a "[" without a "]": "${text}".`,
    'Close it, or write \\[ for the character.',
  ],
  braces: (text) => [
    `takes no braces, which .gitignore does not know: "${text}".`,
    'Give the option once for each choice, or write \\{ for the character.',
  ],
};

/** A pattern of `.gitignore`. */
export function pattern(flag: string): FlagParser<string> {
  return (text) => {
    const fault = patternFault(text);
    if (fault === undefined) return text;
    const [sentence, next] = patternWords[fault](text);
    throw new UsageError(`${flag} ${sentence}`, next);
  };
}

/** The id of a transfer, as `ferry status` shows it. */
export const transferId: FlagParser<number> = wholeNumber('This command', 1, 999_999_999);

/** `name=value`; the value may contain further equals signs and may be empty. */
export function keyValue(flag: string): FlagParser<readonly [string, string]> {
  return (text) => {
    const at = text.indexOf('=');
    if (at > 0) return [text.slice(0, at), text.slice(at + 1)];
    return refuse(flag, text, 'name=value');
  };
}

const headerNames = [
  'Cache-Control',
  'Content-Disposition',
  'Content-Encoding',
  'Content-Language',
  'Expires',
] as const;
export type UploadHeader = (typeof headerNames)[number];

/** Headers that have a flag of their own. */
const ownFlags: Readonly<Record<string, string>> = {
  'content-type': '--mime',
  'x-oss-object-acl': '--acl',
  'x-oss-storage-class': '--storage-class',
  'x-oss-tagging': '--tag',
  'x-oss-server-side-encryption': '--encryption',
  'x-oss-callback': '--callback',
  'x-oss-forbid-overwrite': '--conflict fail',
};

/** `Cache-Control: public, no-cache`. */
export const headerValue: FlagParser<readonly [UploadHeader, string]> = (text) => {
  const at = text.indexOf(':');
  const wanted = text.slice(0, Math.max(0, at)).trim().toLowerCase();
  const name = headerNames.find((header) => header.toLowerCase() === wanted);
  if (name !== undefined) return [name, text.slice(at + 1).trim()];
  const flag = wanted.startsWith('x-oss-meta-') ? '--meta' : ownFlags[wanted];
  if (flag !== undefined) {
    throw new UsageError(`The header ${wanted} has an option of its own.`, `Use ${flag}.`);
  }
  // The message omits the text: the user may have passed an Authorization header.
  throw new UsageError(
    '--header does not take this header.',
    `It takes "Name: value" with one of ${headerNames.join(', ')}.`,
  );
};

/** The text after `oss://`, split at the first slash. */
interface OssLocation {
  readonly bucket: string;
  /** Everything after the first slash, exactly as typed; may be empty. */
  readonly rest: string;
}

/** Bucket names of OSS: 3 to 63 lower-case letters, digits and hyphens, none at the ends. */
const bucketName = /^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/;

/** @throws UsageError when `bucket` is not a valid bucket name. */
export function requireBucketName(bucket: string): string {
  if (bucketName.test(bucket)) return bucket;
  throw new UsageError(
    bucket === '' ? 'The bucket has no name.' : `"${bucket}" cannot be the name of a bucket.`,
    'Bucket names have 3 to 63 lower-case letters, digits and hyphens, such as oss://photos/2026/.',
  );
}

/**
 * Reads `oss://bucket/prefix/`.
 *
 * @throws UsageError for anything else.
 */
function parseLocation(text: string): OssLocation {
  const match = /^oss:\/\/([^/]*)(?:\/(.*))?$/is.exec(text);
  if (match?.[1] === undefined) {
    throw new UsageError(
      `"${text}" is not a place in OSS.`,
      'Write it as oss://bucket/prefix/, with a slash at the end for a folder.',
    );
  }
  return { bucket: requireBucketName(match[1]), rest: match[2] ?? '' };
}

/** A prefix for object keys, or one complete key. */
export type UploadLocation =
  | { readonly kind: 'prefix'; readonly bucket: string; readonly prefix: string }
  | { readonly kind: 'key'; readonly bucket: string; readonly key: string };

/**
 * Interprets `--to` as `cp` does: a trailing slash or an empty key means a folder. Any other text
 * is the whole object key of a single file.
 *
 * @throws UsageError when the text is not a location in OSS.
 */
export function parseUploadLocation(text: string): UploadLocation {
  const { bucket, rest } = parseLocation(text);
  return rest === '' || rest.endsWith('/')
    ? { kind: 'prefix', bucket, prefix: rest }
    : { kind: 'key', bucket, key: rest };
}

/** Formats `oss://bucket/prefix/` for display. */
export function formatLocation(bucket: string, rest: string): string {
  return `oss://${bucket}/${rest}`;
}
