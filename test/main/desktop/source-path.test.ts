import { expect, it } from 'vitest';
import { decodeSourcePath } from '../../../main/desktop/source-path.ts';

it('shows text to the file manager, and no name that is none', () => {
  expect(['/data/a/图.png', '\0x:2f61ff'].map(decodeSourcePath)).toEqual([
    '/data/a/图.png',
    undefined,
  ]);
});
