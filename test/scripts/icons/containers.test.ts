import { expect, it } from 'vitest';
import { icnsSizes, writeIcns } from '../../../scripts/icons/icns.ts';
import { writeIco } from '../../../scripts/icons/ico.ts';

function picture(size: number): { size: number; png: Buffer } {
  return { size, png: Buffer.from(`PNG of ${size.toString()}`) };
}

it('writes an ico whose entries point at their pictures', () => {
  const pictures = [picture(16), picture(48), picture(256)];
  const ico = writeIco(pictures);
  expect([ico.readUInt16LE(0), ico.readUInt16LE(2), ico.readUInt16LE(4)]).toEqual([0, 1, 3]);
  const read = pictures.map((_, index) => {
    const entry = ico.subarray(6 + 16 * index, 22 + 16 * index);
    const offset = entry.readUInt32LE(12);
    const png = ico.subarray(offset, offset + entry.readUInt32LE(8));
    return { size: entry.readUInt8(0) || 256, png };
  });
  expect(read).toEqual(pictures);
});

it('writes an icns that holds every picture, some of them for two scales', () => {
  const icns = writeIcns(icnsSizes.map(picture));
  expect(icns.toString('latin1', 0, 4)).toBe('icns');
  expect(icns.readUInt32BE(4)).toBe(icns.length);
  const read: string[] = [];
  for (let at = 8; at < icns.length; at += icns.readUInt32BE(at + 4)) {
    const data = icns.toString('utf8', at + 8, at + icns.readUInt32BE(at + 4));
    read.push(`${icns.toString('latin1', at, at + 4)} ${data}`);
  }
  expect(read.sort()).toEqual([
    'ic07 PNG of 128',
    'ic08 PNG of 256',
    'ic09 PNG of 512',
    'ic10 PNG of 1024',
    'ic11 PNG of 32',
    'ic12 PNG of 64',
    'ic13 PNG of 256',
    'ic14 PNG of 512',
    'icp4 PNG of 16',
    'icp5 PNG of 32',
  ]);
});

it('refuses a picture that an icns has no place for', () => {
  expect(() => writeIcns([picture(48)])).toThrow('48 pixels');
});
