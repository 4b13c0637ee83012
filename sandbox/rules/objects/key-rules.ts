import { OssError } from '../oss-error.ts';

/** Longest object key in bytes of UTF-8. */
export const longestKey = 1023;

/**
 * Refuses the object keys that OSS refuses: empty, longer than 1,023 bytes of UTF-8, or with a
 * slash or a backslash at the start. Every other text is a valid key, including `..`, `//` and
 * line feeds.
 *
 * @throws OssError InvalidObjectName
 */
export function refuseKey(key: string): void {
  const length = Buffer.byteLength(key, 'utf8');
  if (length === 0 || length > longestKey || key.startsWith('/') || key.startsWith('\\')) {
    throw new OssError('InvalidObjectName', { details: { ObjectName: key } });
  }
}

/**
 * Orders keys as OSS lists them: by the bytes of their UTF-8.
 *
 * JavaScript compares UTF-16 units. The result differs only where one side has a surrogate (a
 * character above U+FFFF) and the other a character from U+E000 to U+FFFF.
 */
export function compareKeys(left: string, right: string): number {
  const length = Math.min(left.length, right.length);
  for (let index = 0; index < length; index += 1) {
    const leftUnit = left.charCodeAt(index);
    const rightUnit = right.charCodeAt(index);
    if (leftUnit !== rightUnit) return rankUnit(leftUnit) - rankUnit(rightUnit);
  }
  return left.length - right.length;
}

function rankUnit(unit: number): number {
  if (unit >= 0xe000) return unit - 0x800;
  if (unit >= 0xd800) return unit + 0x2000;
  return unit;
}
