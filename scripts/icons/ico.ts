/** A square PNG. */
export interface Picture {
  /** Length of a side in pixels. */
  readonly size: number;
  readonly png: Buffer;
}

const headerLength = 6;
const entryLength = 16;

/**
 * A Windows icon with PNG images, which Windows supports since Vista. Layout: a header, one entry
 * for each image, then the images (Microsoft, "Icons", ICONDIR and ICONDIRENTRY).
 */
export function writeIco(pictures: readonly Picture[]): Buffer {
  const header = Buffer.alloc(headerLength);
  header.writeUInt16LE(1, 2);
  header.writeUInt16LE(pictures.length, 4);
  let offset = headerLength + entryLength * pictures.length;
  const entries = pictures.map(({ size, png }) => {
    const entry = Buffer.alloc(entryLength);
    // A side of 256 pixels is written as 0, because 256 does not fit into a byte.
    entry.writeUInt8(size % 256, 0);
    entry.writeUInt8(size % 256, 1);
    entry.writeUInt16LE(1, 4);
    entry.writeUInt16LE(32, 6);
    entry.writeUInt32LE(png.length, 8);
    entry.writeUInt32LE(offset, 12);
    offset += png.length;
    return entry;
  });
  return Buffer.concat([header, ...entries, ...pictures.map(({ png }) => png)]);
}
