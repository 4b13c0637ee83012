import type { Picture } from './ico.ts';

/** PNG image types of an icns file, by size in pixels; half of them are for 2x. */
const typesBySize: Readonly<Record<number, readonly string[]>> = {
  16: ['icp4'],
  32: ['icp5', 'ic11'],
  64: ['ic12'],
  128: ['ic07'],
  256: ['ic08', 'ic13'],
  512: ['ic09', 'ic14'],
  1024: ['ic10'],
};

/** The sizes in a macOS icon, in pixels. */
export const icnsSizes = Object.keys(typesBySize).map(Number);

function chunk(type: string, data: Buffer): Buffer {
  const header = Buffer.alloc(8);
  header.write(type, 'latin1');
  header.writeUInt32BE(header.length + data.length, 4);
  return Buffer.concat([header, data]);
}

/** A macOS icon: a chunk `icns` that contains one chunk for each image; numbers are big-endian. */
export function writeIcns(pictures: readonly Picture[]): Buffer {
  const images = pictures.flatMap(({ size, png }) => {
    const types = typesBySize[size];
    if (types === undefined) throw new Error(`icns has no image of ${size} pixels`);
    return types.map((type) => chunk(type, png));
  });
  return chunk('icns', Buffer.concat(images));
}
