import type { ErrorRecord } from '../../shared/errors.ts';
import { ossLimits } from '../../shared/oss-limits.ts';

/** Bytes of the UTF-8 form, counted without making it. A lone surrogate counts as U+FFFD, 3 bytes. */
export function utf8Length(text: string): number {
  let bytes = 0;
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return bytes;
}

/** The object key of a name under a prefix. Nothing is normalised: a key is the name, byte for byte. */
export function objectKeyFor(prefix: string, relativePath: string): string {
  return prefix + relativePath;
}

/**
 * Why OSS, or a URL on the way to it, would not keep `key` as it is; `undefined` when it would.
 *
 * Rules of the OSS documentation, "Object naming", and RFC 3986, 5.2.4: a `.` or `..` segment is
 * removed by URL libraries on the way, so the object would arrive under another key.
 */
export function objectKeyError(key: string): ErrorRecord | undefined {
  if (key === '') return { code: 'key-invalid', detail: 'The object key is empty.' };
  if (!key.isWellFormed()) {
    return {
      code: 'name-not-text',
      detail: 'The object key holds half a character.',
      proposedKey: proposeKey(key),
    };
  }
  if (/^[/\\]/.test(key)) {
    return {
      code: 'key-invalid',
      detail: 'An object key cannot begin with a slash or a backslash.',
      proposedKey: proposeKey(key),
    };
  }
  const length = utf8Length(key);
  if (length > ossLimits.maxKeyBytes) {
    return {
      code: 'key-invalid',
      detail: `The object key has ${length} bytes, ${length - ossLimits.maxKeyBytes} more than OSS allows.`,
      proposedKey: proposeKey(key),
    };
  }
  if (/(?:^|\/)\.{1,2}(?:\/|$)/.test(key) || key.includes('//')) {
    return {
      code: 'key-invalid',
      detail: 'An object key with an empty, "." or ".." segment does not survive on the way.',
      proposedKey: proposeKey(key),
    };
  }
  return undefined;
}

/** A key near `key` that OSS accepts. */
function proposeKey(key: string): string {
  const clean = key
    .toWellFormed()
    .replace(/^[/\\]+/, '')
    .split('/')
    .filter((segment) => segment !== '' && segment !== '.' && segment !== '..')
    .join('/');
  const whole = key.endsWith('/') && clean !== '' ? `${clean}/` : clean;
  if (whole === '') return 'unnamed';
  return utf8Length(whole) <= ossLimits.maxKeyBytes ? whole : shorten(whole);
}

/** Cuts the last segment's stem, so that folder and extension stay, or the front when that is not enough. */
function shorten(key: string): string {
  const slash = key.lastIndexOf('/');
  const dot = key.lastIndexOf('.');
  const extension = dot > slash + 1 ? key.slice(dot) : '';
  const folder = key.slice(0, slash + 1);
  const room = ossLimits.maxKeyBytes - utf8Length(folder) - utf8Length(extension);
  const stem = key.slice(slash + 1, key.length - extension.length);
  if (room > 0) return folder + firstBytes(stem, room) + extension;
  return firstBytes(key, ossLimits.maxKeyBytes).replace(/\/+$/, '');
}

function firstBytes(text: string, most: number): string {
  let kept = '';
  let bytes = 0;
  for (const character of text) {
    bytes += utf8Length(character);
    if (bytes > most) break;
    kept += character;
  }
  return kept;
}

/** `folder/report (1).csv` after `folder/report.csv`, then `folder/report (2).csv`. */
export function renamedKey(key: string): string {
  const slash = key.lastIndexOf('/');
  const dot = key.lastIndexOf('.');
  const cut = dot > slash + 1 ? dot : key.length;
  const stem = key.slice(0, cut);
  const counted = /^(.*) \((\d{1,6})\)$/s.exec(stem);
  const base = counted?.[1] ?? stem;
  const next = counted?.[2] === undefined ? 1 : Number(counted[2]) + 1;
  return `${base} (${next})${key.slice(cut)}`;
}
