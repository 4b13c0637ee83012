import { open } from 'node:fs/promises';
import { drawnPictureType } from '../../../shared/picture-formats.ts';
import type { Transfer } from '../../../shared/transfer.ts';
import { embeddedThumbnail, headOfJpeg } from './embedded-thumbnail.ts';
import { showablePath } from '../calls/transfer-views.ts';

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
