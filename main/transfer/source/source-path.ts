import { isUtf8 } from 'node:buffer';
import type { SourcePath } from '../../../shared/transfer.ts';

/** Precedes the hexadecimal form of a path that is not UTF-8; NUL occurs in no path. */
const bytesMark = '\0x:';

/** A lossless text form of a file system path. */
export function encodeSourcePath(bytes: Buffer): SourcePath {
  return isUtf8(bytes) ? bytes.toString('utf8') : bytesMark + bytes.toString('hex');
}

/** The path in the form that the functions of `node:fs` accept. */
export function decodeSourcePath(path: SourcePath): string | Buffer {
  return path.startsWith(bytesMark) ? Buffer.from(path.slice(bytesMark.length), 'hex') : path;
}
