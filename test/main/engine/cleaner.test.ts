import { describe, expect, it } from 'vitest';
import type { EnginePorts } from '../../../main/engine/api.ts';
import { Cleaner } from '../../../main/engine/cleaner.ts';
import { RequestLimiters } from '../../../main/engine/limits/request-limiter.ts';
import type { Cleanup } from '../../../main/engine/ports/transfer-store.ts';
import type { AccountCondition } from '../../../shared/condition.ts';
import { type ErrorCode, TransferError } from '../../../shared/errors.ts';
import { ManualClock } from './manual-clock.ts';

const target = { accountId: 'a', bucket: 'b', key: 'k' };
const abort: Cleanup = { id: 1, kind: 'abort-upload', ...target, uploadId: 'u', attempts: 0 };
const orphan: Cleanup = { id: 2, kind: 'find-orphan', ...target, intendedAt: 0, attempts: 0 };
const spool: Cleanup = { id: 3, kind: 'remove-spool', path: '/spool/1', attempts: 0 };

/** A cleaner for these clean-ups; `log` lists what was asked of the ports. */
function cleanerFor(...cleanups: readonly Cleanup[]) {
  const clock = new ManualClock();
  const log: string[] = [];
  const due = new Map(cleanups.map((cleanup) => [cleanup.id, cleanup]));
  const world = {
    /** Answers of abort, in order; the last one stays. */
    aborts: ['upload-missing'] as (ErrorCode | 'aborted')[],
    listFails: undefined as ErrorCode | undefined,
    writeFails: false,
    blocksAll: false,
    blocked: undefined as AccountCondition | undefined,
    isInitiating: false,
    later: undefined as number | undefined,
  };
  const written = () =>
    world.writeFails ? Promise.reject(new TransferError({ code: 'disk-full' })) : Promise.resolve();
  const ports = {
    clock,
    random: { next: () => 0 },
    log: { write: () => undefined },
    files: { removeSpool: (path: string) => Promise.resolve(void log.push(`remove ${path}`)) },
    objects: {
      abort: () => {
        const answer = world.aborts.length > 1 ? world.aborts.shift() : world.aborts[0];
        log.push(`abort ${answer ?? ''}`);
        if (answer === undefined || answer === 'aborted') return Promise.resolve();
        return Promise.reject(new TransferError({ code: answer }));
      },
      listUploads: () => {
        log.push('list');
        if (world.listFails === undefined) return Promise.resolve([]);
        return Promise.reject(new TransferError({ code: world.listFails }));
      },
    },
    store: {
      dueCleanups: () => Promise.resolve([...due.values()]),
      finishCleanup: async (id: number) => {
        await written();
        log.push(`finish ${id}`);
        due.delete(id);
      },
      delayCleanup: async (id: number, until: number) => {
        await written();
        log.push(`delay ${id} to ${until}`);
        due.delete(id);
        world.later = until;
      },
      cleanupBacklog: () =>
        Promise.resolve({ count: due.size, ...(world.later && { nextAt: world.later }) }),
    },
  } as unknown as EnginePorts;
  const cleaner = new Cleaner({
    ports,
    limiters: new RequestLimiters(() => 28, clock),
    conditions: {
      get blocksAll() {
        return world.blocksAll;
      },
      ofAccount: () => world.blocked,
    },
    idleTimeout: () => 1000,
    isInitiating: () => world.isInitiating,
  });
  return { cleaner, log, world };
}

describe('a clean-up', () => {
  it('aborts an upload until OSS does not know it any more', async () => {
    const { cleaner, log, world } = cleanerFor(abort);
    world.aborts = ['aborted', 'aborted', 'upload-missing'];
    expect(await cleaner.work()).toBeUndefined();
    expect(log).toEqual(['abort aborted', 'abort aborted', 'abort upload-missing', 'finish 1']);
  });

  it('comes again soon when parts keep an upload alive', async () => {
    const { cleaner, log, world } = cleanerFor(abort);
    world.aborts = ['aborted'];
    expect(await cleaner.work()).toBe(1000);
    expect(log.at(-1)).toBe('delay 1 to 1000');
  });

  it('is retried later after an error, and in an hour without the right', async () => {
    const { cleaner, world } = cleanerFor(abort);
    world.aborts = ['server-error'];
    expect(await cleaner.work()).toBe(1000);
    const denied = cleanerFor(abort);
    denied.world.aborts = ['access-denied'];
    expect(await denied.cleaner.work()).toBe(3_600_000);
  });

  it('that may list no uploads gives the search for an orphan up', async () => {
    const { cleaner, log, world } = cleanerFor(orphan);
    world.listFails = 'access-denied';
    expect([await cleaner.work(), log]).toEqual([undefined, ['list', 'finish 2']]);
  });

  it('searches an orphan only when no Initiate of its key is under way', async () => {
    const { cleaner, log, world } = cleanerFor(orphan);
    world.isInitiating = true;
    expect([await cleaner.work(), log]).toEqual([1000, ['delay 2 to 1000']]);
  });

  it('sends nothing for a blocked account, and still removes files', async () => {
    const { cleaner, log, world } = cleanerFor(abort, spool);
    world.blocked = { kind: 'offline', accountId: 'a', error: { code: 'offline' } };
    await cleaner.work();
    expect(log.toSorted()).toEqual(['delay 1 to 15000', 'finish 3', 'remove /spool/1']);
  });

  it('that cannot be recorded is repeated only after a pause', async () => {
    const { cleaner, log, world } = cleanerFor(spool);
    world.writeFails = true;
    expect([await cleaner.work(), log]).toEqual([5000, ['remove /spool/1']]);
  });

  it('does not begin while a condition blocks everything, or after a stop', async () => {
    const { cleaner, log, world } = cleanerFor(spool);
    world.blocksAll = true;
    await cleaner.work();
    world.blocksAll = false;
    cleaner.stop();
    await cleaner.work();
    expect(log).toEqual([]);
  });
});
