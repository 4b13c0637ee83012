import { describe, expect, it } from 'vitest';
import { drawnPictureType, isPictureName } from '../../shared/picture-formats.ts';

describe('a picture by its name', () => {
  it.each([
    ['a.JPG', 'image/jpeg', true],
    ['folder.x/b.webp', 'image/webp', true],
    ['c.heic', undefined, true],
    ['d.tiff', undefined, true],
    ['e.svg', undefined, false],
    ['film.mov', undefined, false],
    ['png', undefined, false],
    ['f.', undefined, false],
    ['g.constructor', undefined, false],
  ])('%s', (name, type, isPicture) => {
    expect([drawnPictureType(name), isPictureName(name)]).toEqual([type, isPicture]);
  });
});
