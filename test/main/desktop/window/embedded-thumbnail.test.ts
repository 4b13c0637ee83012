import { describe, expect, it } from 'vitest';
import { embeddedThumbnail } from '../../../../main/desktop/window/embedded-thumbnail.ts';
import { withExif } from './photo-with-exif.ts';

const thumbnail = Buffer.from('ffd8ffdb0003aaffd9', 'hex');

describe('the thumbnail in a photo', () => {
  it('is found in either order of bytes, behind other segments', () => {
    expect(embeddedThumbnail(withExif(thumbnail, 1))).toEqual(thumbnail);
    expect(embeddedThumbnail(withExif(thumbnail, 1, true))).toEqual(thumbnail);
  });

  it('is turned as the photo says', () => {
    const found = embeddedThumbnail(withExif(thumbnail, 6, true));
    const orientation = '4d4d002a00000008000101120003000000010006000000000000';
    const segment = `ffe10022${Buffer.from('Exif\0\0').toString('hex')}${orientation}`;
    expect(found?.toString('hex')).toBe(`ffd8${segment}ffdb0003aaffd9`);
  });

  it('is nothing in a file that is cut off at any byte, or has none', () => {
    const photo = withExif(thumbnail, 1);
    const end = photo.indexOf(thumbnail) + thumbnail.length;
    for (let length = 0; length < end; length += 1) {
      expect(embeddedThumbnail(photo.subarray(0, length))).toBeUndefined();
    }
    expect(embeddedThumbnail(withExif(Buffer.from('no picture'), 1))).toBeUndefined();
    expect(embeddedThumbnail(Buffer.from('ffd8ffda0002ffd9', 'hex'))).toBeUndefined();
  });
});
