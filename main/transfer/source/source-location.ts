import { isUtf8 } from 'node:buffer';
import { basename, isAbsolute, resolve, sep, dirname } from 'node:path';
import { statSync, type BigIntStats } from 'node:fs';
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

/**
 * Bytes of a name or path, one character a byte. Millions of such strings need little memory, and
 * they sort in byte order.
 */
export type ByteString = string;

/**
 * A name in readable form. Bytes that are not text become `%XX`, so that different names stay
 * different.
 */
export interface ReadableName {
  readonly text: string;
  readonly isText: boolean;
}

/** A file or folder that a scan found. */
export interface SourceLocation {
  readonly bytes: ByteString;
  readonly path: SourcePath;
  /** Below the root, separated by `/`; empty for the root itself. */
  readonly below: string;
  /** Whether every name below the root is UTF-8. */
  readonly isText: boolean;
}

/** The location of a root. */
export function rootLocation(path: SourcePath): SourceLocation {
  const given = decodeSourcePath(path);
  const bytes = typeof given === 'string' ? utf8Bytes(resolve(given)) : absolute(given);
  return { bytes, path: pathOf(bytes), below: '', isText: true };
}

/**
 * The name that prefixes everything below a root; empty for the root of a disk, which has no name.
 */
export function nameOfRoot({ bytes }: SourceLocation): ReadableName {
  return readName(basename(bytes));
}

/** The location of `name` in a folder. */
export function locationInside(folder: SourceLocation, name: ByteString): SourceLocation {
  const { text, isText } = readName(name);
  const bytes = `${folder.bytes}${folder.bytes.endsWith(sep) ? '' : sep}${name}`;
  return {
    bytes,
    path: pathOf(bytes),
    below: folder.below === '' ? text : `${folder.below}/${text}`,
    isText: folder.isText && isText,
  };
}

/** Reads the bytes of a name. */
export function readName(name: ByteString): ReadableName {
  if (isAscii(name)) return { text: name, isText: true };
  const bytes = Buffer.from(name, 'latin1');
  if (isUtf8(bytes)) return { text: bytes.toString('utf8'), isText: true };
  const escape = (byte: string): string => `%${byte.charCodeAt(0).toString(16).toUpperCase()}`;
  return { text: name.replace(/[\x80-\xff]/g, escape), isText: false };
}

function pathOf(bytes: ByteString): SourcePath {
  return isAscii(bytes) ? bytes : encodeSourcePath(Buffer.from(bytes, 'latin1'));
}

function absolute(path: Buffer): ByteString {
  const bytes = path.toString('latin1').replace(/(.)\/+$/, '$1');
  return isAbsolute(bytes) ? bytes : `${utf8Bytes(process.cwd())}${sep}${bytes}`;
}

function isAscii(bytes: ByteString): boolean {
  return !/[\x80-\xff]/.test(bytes);
}

function utf8Bytes(text: string): ByteString {
  return Buffer.from(text, 'utf8').toString('latin1');
}

/** Recognizes Ferry's own files by folder and name, through any path that leads to the folder. */
export class OwnFiles {
  readonly #names = new Map<string, Set<ByteString>>();

  /** @param paths need not exist at this moment */
  constructor(paths: readonly string[] = []) {
    for (const path of paths) this.#add(path);
  }

  /** The names of Ferry's own files in a folder. */
  namesIn(folder: BigIntStats): ReadonlySet<ByteString> | undefined {
    return this.#names.get(keyOf(folder));
  }

  #add(path: string): void {
    const folder = statSync(dirname(path), { bigint: true, throwIfNoEntry: false });
    if (folder === undefined) return;
    const names = this.#names.get(keyOf(folder)) ?? new Set();
    this.#names.set(keyOf(folder), names.add(Buffer.from(basename(path)).toString('latin1')));
  }
}

/** Device and inode. */
export function keyOf({ dev, ino }: BigIntStats): string {
  return `${dev}:${ino}`;
}
