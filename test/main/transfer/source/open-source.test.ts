import { describe, expect, it } from 'vitest';
import { SyncReadPolicy } from '../../../../main/transfer/source/open-source.ts';

/** A policy whose calls take as long as they say. */
function openPolicy() {
  let now = 0;
  const syncReads = new SyncReadPolicy(() => now);
  const call = (milliseconds: number) =>
    syncReads.sync(() => {
      now += milliseconds;
      return milliseconds;
    });
  return { syncReads, call };
}

describe('how small files are read', () => {
  it('leaves files that are in memory to the worker', () => {
    const { syncReads, call } = openPolicy();
    for (let file = 0; file < 100; file += 1) {
      expect(syncReads.nextInPool()).toBe(false);
      expect(call(1)).toBe(1);
    }
  });

  it('gives the files after a slow one to the pool, and then tries again', () => {
    const { syncReads, call } = openPolicy();
    call(10);
    const inPool = Array.from({ length: 33 }, () => syncReads.nextInPool());
    expect(inPool).toEqual([...Array.from({ length: 32 }, () => true), false]);
  });

  it('counts a slow call that failed', () => {
    const { syncReads, call } = openPolicy();
    const fail = () =>
      syncReads.sync(() => {
        call(10);
        throw new Error('EIO');
      });
    expect(fail).toThrow('EIO');
    expect(syncReads.nextInPool()).toBe(true);
  });
});
