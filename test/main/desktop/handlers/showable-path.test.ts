import { expect, it } from 'vitest';
import { showablePath } from '../../../../main/desktop/handlers/showable-path.ts';

it('shows text to the file manager, and no name that is none', () => {
  expect(['/data/a/图.png', '\0x:2f61ff'].map(showablePath)).toEqual(['/data/a/图.png', undefined]);
});
