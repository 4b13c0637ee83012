import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { gatherFiles } from '../../../../main/desktop/window/gather-files.ts';
import type { StartArguments } from '../../../../main/desktop/start/start-arguments.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const nothing: StartArguments = { paths: [], links: [], hidden: false };

function gathering() {
  const taken: StartArguments[] = [];
  const give = gatherFiles((given) => taken.push(given));
  return { taken, give };
}

it('makes one of files that come one by one, and shows the app with the first', () => {
  const { taken, give } = gathering();
  for (const path of ['/a', '/b', '/c']) give({ ...nothing, paths: [path] });
  expect(taken).toEqual([nothing, nothing, nothing]);
  vi.runAllTimers();
  expect(taken.slice(3)).toEqual([{ ...nothing, paths: ['/a', '/b', '/c'] }]);
});

it('begins anew after a silence', () => {
  const { taken, give } = gathering();
  give({ ...nothing, paths: ['/a'] });
  vi.runAllTimers();
  give({ ...nothing, paths: ['/b'] });
  vi.runAllTimers();
  const files = taken.map(({ paths }) => paths).filter(({ length }) => length > 0);
  expect(files).toEqual([['/a'], ['/b']]);
});

it('holds nothing else back', () => {
  const { taken, give } = gathering();
  const link = { ...nothing, links: ['ferry://failed'] };
  give(link);
  expect(taken).toEqual([link]);
  vi.runAllTimers();
  expect(taken).toEqual([link]);
});

it('stays hidden only if every one of them shall', () => {
  const { taken, give } = gathering();
  give({ ...nothing, paths: ['/a'], hidden: true });
  vi.runAllTimers();
  expect(taken.at(-1)).toEqual({ ...nothing, paths: ['/a'], hidden: true });
  give({ ...nothing, paths: ['/b'], hidden: true });
  give({ ...nothing, paths: ['/c'] });
  vi.runAllTimers();
  expect(taken.at(-1)).toEqual({ ...nothing, paths: ['/b', '/c'] });
});
