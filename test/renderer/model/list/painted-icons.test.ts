import { expect, it } from 'vitest';
import { paintedIcons } from '../../../../renderer/model/list/painted-icons.ts';

it('paints each shape in each colour, as one rule of its own', () => {
  const shapes = new Map([['check', '<path d="m3.5 8.5 3 3 6-7"></path>']]);
  const colours = {
    up: '#0e6e92',
    ok: '#276b43',
    warn: '#8a5506',
    bad: '#ab3227',
    idle: '#54575d',
  };
  const rules = paintedIcons(shapes, colours).split('\n');
  expect(rules).toHaveLength(5);
  const ok = rules.find((rule) => rule.startsWith('.i-check-ok{background-image:url("data:'));
  expect(decodeURIComponent(ok ?? '')).toContain('stroke="#276b43"><path d="m3.5 8.5 3 3 6-7">');
});
