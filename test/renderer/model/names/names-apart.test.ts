import { expect, it } from 'vitest';
import { namesApart } from '../../../../renderer/model/names/names-apart.ts';

it('row 77: keeps files of one name apart, and every other name as it is', () => {
  const names = ['image.png', 'a', 'image.png', 'image (2).png', 'image.png', 'a', '.env', '.env'];
  expect(namesApart(names)).toEqual([
    ...['image.png', 'a', 'image (3).png', 'image (2).png'],
    ...['image (4).png', 'a (2)', '.env', '.env (2)'],
  ]);
});
