import { open } from 'node:fs/promises';
import { extname, join, sep } from 'node:path';
import { drawnPictureType } from '../../../shared/picture-formats.ts';
import type { Transfer } from '../../../shared/transfer.ts';
import { showablePath } from '../calls/transfer-views.ts';

/** Content types of the files in a build of the window. Ferry serves no other types. */
const contentTypes: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};

/** A file of the window's build, with its content type. */
interface PageFile {
  readonly path: string;
  readonly contentType: string;
}

/**
 * The file that `url` names inside `folder`. `undefined` for another host, for a path that leaves
 * the folder in any spelling, and for types that the window does not use.
 */
export function pageFile(url: string, folder: string): PageFile | undefined {
  if (!URL.canParse(url)) return undefined;
  const { protocol, host, pathname } = new URL(url);
  if (protocol !== 'app:' || host !== 'ferry') return undefined;
  let name: string;
  try {
    name = decodeURIComponent(pathname);
  } catch {
    return undefined;
  }
  if (name.includes('\0') || name.includes('\\')) return undefined;
  const path = join(folder, name === '/' ? 'index.html' : name);
  const contentType = contentTypes[extname(path)];
  if (contentType === undefined || !path.startsWith(folder + sep)) return undefined;
  return { path, contentType };
}

/**
 * What the page may load: its own files, and nothing from anywhere else. No inline script, no
 * `eval`, no style element (the styles are a static file), no frame, no form target.
 *
 * https://www.electronjs.org/docs/latest/tutorial/security#7-define-a-content-security-policy
 */
export const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  // Positions that libraries compute (virtual rows, poppers) are style attributes, not elements.
  "style-src-attr 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
].join('; ');

/** Headers of every response of the app's own scheme. */
export const pageHeaders: Readonly<Record<string, string>> = {
  'Content-Security-Policy': contentSecurityPolicy,
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
};

/**
 * Bytes. A screen of larger pictures would take the disk from the uploads; most of them are photos,
 * which have a thumbnail in them.
 */
const largestPicture = 4 * 1024 * 1024;

/** The id in `app://ferry/picture/7`; `undefined` for another address. */
export function pictureId(url: string): number | undefined {
  const id = /^app:\/\/ferry\/picture\/(\d{1,15})$/.exec(url)?.[1];
  return id === undefined ? undefined : Number(id);
}

/**
 * Reads the picture of a file that was uploaded, or the thumbnail in a large one. The page names a file by its id
 * and never a path. `undefined` for everything that is no picture of a moderate size.
 */
export async function readPicture(
  row: Pick<Transfer, 'source'> | undefined,
): Promise<{ readonly bytes: Uint8Array<ArrayBuffer>; readonly contentType: string } | undefined> {
  const path = row?.source.kind === 'file' ? showablePath(row.source.path) : undefined;
  const contentType = path === undefined ? undefined : drawnPictureType(path);
  if (path === undefined || contentType === undefined) return undefined;
  const file = await open(path).catch(() => undefined);
  if (file === undefined) return undefined;
  try {
    const { size } = await file.stat();
    if (contentType === 'image/jpeg' && size > headOfJpeg) {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(headOfJpeg), 0, headOfJpeg, 0);
      const thumbnail = embeddedThumbnail(buffer.subarray(0, bytesRead));
      if (thumbnail !== undefined) return { bytes: new Uint8Array(thumbnail), contentType };
    }
    if (size === 0 || size > largestPicture) return undefined;
    return { bytes: new Uint8Array(await file.readFile()), contentType };
  } catch {
    // The file may be gone, or be a folder by now: then the page draws its icon.
    return undefined;
  } finally {
    await file.close();
  }
}

/** Bytes from the start of a JPEG file within which its Exif segment ends. */
const headOfJpeg = 128 * 1024;

const startOfImage = 0xffd8;
const exifMarker = 0xffe1;
const scanMarker = 0xffda;
const exifName = 'Exif\0\0';
const orientationTag = 0x0112;
const thumbnailOffsetTag = 0x0201;
const thumbnailLengthTag = 0x0202;

/**
 * The thumbnail that cameras write into the Exif segment of a JPEG file, turned as the file says.
 * `undefined` when there is none that can be read.
 *
 * Source: Exif 2.32, 4.5 and 4.6.
 *
 * @param head the first bytes of the file, up to `headOfJpeg`
 */
export function embeddedThumbnail(head: Buffer): Buffer | undefined {
  try {
    const tiff = exifOf(head);
    return tiff === undefined ? undefined : thumbnailIn(tiff);
  } catch (thrown) {
    // An offset leads out of the segment: the file is damaged.
    if (thrown instanceof RangeError) return undefined;
    throw thrown;
  }
}

/** The content of the Exif segment, from its TIFF header on. */
function exifOf(head: Buffer): Buffer | undefined {
  if (head.length < 4 || head.readUInt16BE(0) !== startOfImage) return undefined;
  for (let at = 2; at + 4 <= head.length;) {
    const marker = head.readUInt16BE(at);
    const end = at + 2 + head.readUInt16BE(at + 2);
    if (marker < 0xff00 || marker === scanMarker) return undefined;
    const content = head.subarray(at + 4, end);
    const name = content.subarray(0, exifName.length).toString('latin1');
    if (marker === exifMarker && name === exifName) return content.subarray(exifName.length);
    at = end;
  }
  return undefined;
}

function thumbnailIn(tiff: Buffer): Buffer | undefined {
  const isLittle = tiff.subarray(0, 2).toString('latin1') === 'II';
  const short = (at: number): number => (isLittle ? tiff.readUInt16LE(at) : tiff.readUInt16BE(at));
  const long = (at: number): number => (isLittle ? tiff.readUInt32LE(at) : tiff.readUInt32BE(at));
  /** The position of the value of a tag in a directory. */
  const valueAt = (directory: number, wanted: number): number | undefined => {
    for (let entry = 0; entry < short(directory); entry += 1) {
      const at = directory + 2 + entry * 12;
      if (short(at) === wanted) return at + 8;
    }
    return undefined;
  };
  const first = long(4);
  const second = long(first + 2 + short(first) * 12);
  if (second === 0) return undefined;
  const offset = valueAt(second, thumbnailOffsetTag);
  const length = valueAt(second, thumbnailLengthTag);
  if (offset === undefined || length === undefined) return undefined;
  const picture = tiff.subarray(long(offset), long(offset) + long(length));
  if (picture.length !== long(length) || picture.readUInt16BE(0) !== startOfImage) return undefined;
  const orientation = valueAt(first, orientationTag);
  return turned(picture, orientation === undefined ? 1 : short(orientation));
}

/** The orientation stands in the Exif segment of the file; the thumbnail gets one of its own. */
function turned(picture: Buffer, orientation: number): Buffer {
  if (orientation < 2 || orientation > 8) return picture;
  const tiff = Buffer.alloc(26);
  tiff.write('MM\0*', 'latin1');
  tiff.writeUInt32BE(8, 4);
  tiff.writeUInt16BE(1, 8);
  tiff.writeUInt16BE(orientationTag, 10);
  tiff.writeUInt16BE(3, 12);
  tiff.writeUInt32BE(1, 14);
  tiff.writeUInt16BE(orientation, 18);
  const content = Buffer.concat([Buffer.from(exifName, 'latin1'), tiff]);
  const segment = Buffer.alloc(4);
  segment.writeUInt16BE(exifMarker, 0);
  segment.writeUInt16BE(content.length + 2, 2);
  return Buffer.concat([picture.subarray(0, 2), segment, content, picture.subarray(2)]);
}
