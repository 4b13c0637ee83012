import type { ErrorRecord } from '../../../shared/errors.ts';
import { type KeyFault, unsendableKey } from '../../../shared/upload/object-key.ts';
import { utf8Length } from '../../../shared/text/utf8-length.ts';
import { ossLimits } from '../../../shared/upload/oss-limits.ts';

/**
 * The object key of a name under a prefix. No normalisation: the key is the name, byte for byte.
 */
export function objectKeyFor(prefix: string, relativePath: string): string {
  return prefix + relativePath;
}

/**
 * The reason why OSS, or a URL library on the way, would not keep `key` unchanged; `undefined` when
 * the key is safe. Source: "Object naming" of the OSS documentation, and `unsendableKey`.
 */
export function objectKeyError(key: string): ErrorRecord | undefined {
  const fault = keyFault(key);
  if (fault === undefined || key === '') return fault;
  const proposedKey = proposeKey(key);
  return keyFault(proposedKey) === undefined ? { ...fault, proposedKey } : fault;
}

function keyFault(key: string): KeyFault | undefined {
  const unsendable = unsendableKey(key);
  if (unsendable !== undefined) return unsendable;
  const length = utf8Length(key);
  if (length > ossLimits.maxKeyBytes) {
    const excess = length - ossLimits.maxKeyBytes;
    return {
      code: 'key-invalid',
      detail: `The object key has ${length} bytes, ${excess} more than OSS allows.`,
    };
  }
  if (key.includes('//')) {
    return {
      code: 'key-invalid',
      detail: 'An object key with an empty segment does not survive on the way.',
    };
  }
  return undefined;
}

/** A key similar to `key` that OSS most likely accepts. */
function proposeKey(key: string): string {
  const clean = key
    .toWellFormed()
    .split('/')
    .filter((segment) => segment !== '' && segment !== '.' && segment !== '..')
    .join('/')
    .replace(/^[/\\]+/, '');
  const whole = key.endsWith('/') && clean !== '' ? `${clean}/` : clean;
  if (whole === '') return 'unnamed';
  return utf8Length(whole) <= ossLimits.maxKeyBytes ? whole : shorten(whole);
}

/**
 * Shortens the stem of the last segment and keeps folder and extension. Cuts at the front when that
 * is not enough.
 */
function shorten(key: string): string {
  const slash = key.lastIndexOf('/');
  const dot = key.lastIndexOf('.');
  const extension = dot > slash + 1 ? key.slice(dot) : '';
  const folder = key.slice(0, slash + 1);
  const free = ossLimits.maxKeyBytes - utf8Length(folder) - utf8Length(extension);
  const stem = key.slice(slash + 1, key.length - extension.length);
  if (free > 0) return folder + firstBytes(stem, free) + extension;
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
  if (key.endsWith('/')) return `${renamedKey(key.slice(0, -1))}/`;
  const slash = key.lastIndexOf('/');
  const dot = key.lastIndexOf('.');
  const cut = dot > slash + 1 ? dot : key.length;
  const stem = key.slice(0, cut);
  const counted = /^(.*) \((\d{1,6})\)$/s.exec(stem);
  const base = counted?.[1] ?? stem;
  const next = counted?.[2] === undefined ? 1 : Number(counted[2]) + 1;
  return `${base} (${next})${key.slice(cut)}`;
}
