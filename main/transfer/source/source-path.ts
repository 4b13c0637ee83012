import { isUtf8 } from 'node:buffer';
import type { SourcePath } from '../../../shared/transfer.ts';

/** Stands before the hexadecimal form of a path that is not UTF-8; NUL occurs in no path. */
const bytesMark = '\0x:';

/** A path of the file system as text that loses nothing. */
export function encodeSourcePath(bytes: Buffer): SourcePath {
  return isUtf8(bytes) ? bytes.toString('utf8') : bytesMark + bytes.toString('hex');
}

/** The path as the functions of `node:fs` take it. */
export function decodeSourcePath(path: SourcePath): string | Buffer {
  return path.startsWith(bytesMark) ? Buffer.from(path.slice(bytesMark.length), 'hex') : path;
}
