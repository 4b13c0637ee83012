import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { SourceFiles } from '../../../../main/engine/ports/source-files.ts';
import { SourceWatch } from '../../../../main/engine/conditions/source-watch.ts';
import { ManualClock } from '../manual-clock.ts';

function setUp() {
  const clock = new ManualClock();
  const gone = new Set<string>();
  const looks: string[] = [];
  const missingVolume: SourceFiles['missingVolume'] = (path) => {
    looks.push(path);
    const volume = path.slice(0, path.lastIndexOf('/'));
    return Promise.resolve(gone.has(volume) ? volume : undefined);
  };
  let back = 0;
  const ports = { clock, files: { missingVolume } as SourceFiles };
  const watch = new SourceWatch(ports, () => (back += 1));
  const miss = (path: string): void => {
    const volume = path.slice(0, path.lastIndexOf('/'));
    gone.add(volume);
    watch.watch({ path, volume, identity: undefined });
  };
  return { clock, gone, looks, watch, miss, back: () => back };
}

describe('SourceWatch', () => {
  it('looks now and then, once for all files of a disk, until it is back', async () => {
    const { clock, gone, looks, watch, miss, back } = setUp();
    miss('/stick/a');
    miss('/stick/b');
    expect([watch.any, clock.sleeping]).toEqual([true, 1]);
    await clock.pass(14_999);
    expect(looks).toEqual([]);
    await clock.pass(1);
    expect([looks, back()]).toEqual([['/stick/b'], 0]);
    gone.clear();
    await clock.pass(15_000);
    expect([looks.length, back(), watch.any, clock.sleeping]).toEqual([2, 1, false, 0]);
  });

  it('goes on with the others when one is back, and begins again when one goes again', async () => {
    const { clock, gone, watch, miss, back } = setUp();
    miss('/stick/a');
    miss('/share/a');
    gone.delete('/stick');
    await clock.pass(15_000);
    expect([back(), watch.any]).toEqual([1, true]);
    gone.clear();
    await clock.pass(15_000);
    expect([back(), watch.any]).toEqual([2, false]);
    miss('/stick/a');
    gone.clear();
    await clock.pass(15_000);
    expect([back(), watch.any]).toEqual([3, false]);
  });

  it('looks at once when the computer wakes up', async () => {
    const { clock, gone, watch, miss, back } = setUp();
    miss('/stick/a');
    await nextTurn();
    gone.clear();
    watch.lookNow();
    await nextTurn();
    expect([back(), clock.sleeping]).toEqual([1, 0]);
  });

  it('tells nothing any more once it is stopped', async () => {
    const { clock, gone, watch, miss, back } = setUp();
    miss('/stick/a');
    await nextTurn();
    watch.stop();
    gone.clear();
    miss('/stick/b');
    await nextTurn();
    expect([back(), watch.any, clock.sleeping]).toEqual([0, false, 0]);
  });
});
