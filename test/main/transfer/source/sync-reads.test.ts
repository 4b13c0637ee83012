import { closeSync, openSync } from 'node:fs';
import { describe, expect, it, onTestFinished } from 'vitest';
import { SyncReads } from '../../../../main/transfer/source/sync-reads.ts';

const descriptor = 7;

/** A policy whose calls take as long as they say, with the devices `disk` and `share`. */
function openPolicy() {
  let now = 0;
  let isLocal = true;
  const syncReads = new SyncReads(
    () => now,
    () => isLocal,
  );
  syncReads.learn('disk', descriptor);
  isLocal = false;
  syncReads.learn('share', descriptor);
  const call = (milliseconds: number) =>
    syncReads.sync(() => {
      now += milliseconds;
      return milliseconds;
    });
  return { syncReads, call };
}

describe('how a worker reads files', () => {
  it('reads what is in memory itself', () => {
    const { syncReads, call } = openPolicy();
    for (let file = 0; file < 100; file += 1) {
      expect(syncReads.nextInPool('disk')).toBe(false);
      expect(call(1)).toBe(1);
    }
  });

  it.each(['share', 'unknown', undefined])(
    'leaves files of a device to the pool that may not answer: %s',
    (device) => {
      const { syncReads } = openPolicy();
      for (let file = 0; file < 100; file += 1) expect(syncReads.nextInPool(device)).toBe(true);
    },
  );

  it('gives the files after a slow one to the pool, and then tries again', () => {
    const { syncReads, call } = openPolicy();
    call(10);
    const inPool = Array.from({ length: 33 }, () => syncReads.nextInPool('disk'));
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
    expect(syncReads.nextInPool('disk')).toBe(true);
  });

  it('asks once for each device', () => {
    let asked = 0;
    const syncReads = new SyncReads(
      () => 0,
      () => {
        asked += 1;
        return true;
      },
    );
    for (let file = 0; file < 3; file += 1) syncReads.learn('disk', descriptor);
    expect(asked).toBe(1);
  });

  // Only Linux names the file system of an open file.
  it.runIf(process.platform === 'linux')(
    'knows a file that the system makes up as it is read',
    () => {
      const made = openSync('/proc/version', 'r');
      onTestFinished(() => closeSync(made));
      const syncReads = new SyncReads();
      expect(syncReads.nextInPool(syncReads.deviceOf(made))).toBe(true);
    },
  );
});
