import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { EnginePorts } from '../../../../main/engine/api.ts';
import { ConditionRegister } from '../../../../main/engine/conditions/condition-register.ts';
import { type Change, Facts } from '../../../../main/engine/facts.ts';
import { AdaptiveLimits } from '../../../../main/engine/limits/adaptive-limit.ts';
import { RequestLimiters } from '../../../../main/engine/limits/request-limiter.ts';
import type { ClaimedTransfer, Lane } from '../../../../main/engine/ports/transfer-store.ts';
import type { Progress } from '../../../../main/engine/progress.ts';
import { UploadSpeeds } from '../../../../main/engine/running-bytes.ts';
import { WorkScope, HeldRows } from '../../../../main/engine/queue/work-scope.ts';
import { Scheduler } from '../../../../main/engine/run/scheduler.ts';
import { TransferError } from '../../../../shared/errors.ts';
import { defaultSettings, type Settings } from '../../../../shared/settings.ts';
import type { TransferEvent } from '../../../../shared/transfer-state.ts';
import { sketchRow } from '../../../helpers/doubles/fake-queue.ts';
import { ManualClock } from '../manual-clock.ts';

const fewAtOnce = { ...defaultSettings, smallFilesAtOnce: 2, jobsAtOnce: 1 };

/** A scheduler whose files open when the test says so; until then a run waits. */
function schedulerInHand(settings: Settings = fewAtOnce) {
  const clock = new ManualClock();
  const opening = new Map<string, PromiseWithResolvers<never>>();
  const written: string[] = [];
  const changes: (Change | undefined)[] = [];
  const blockedAccounts: (readonly string[])[] = [];
  const claims: ClaimedTransfer[] = [];
  const world = {
    diskFull: undefined as ((full: boolean) => void) | undefined,
    /** Commits of endings wait for it. */
    commit: Promise.resolve(),
  };
  const ports = {
    clock,
    random: { next: () => 0 },
    log: { write: () => undefined },
    credentials: { onChanged: () => () => undefined },
    files: {
      isFolder: () => Promise.resolve(false),
      missingVolume: () => Promise.resolve(undefined),
      open: (path: string) => {
        const opened = Promise.withResolvers<never>();
        opening.set(path, opened);
        return opened.promise;
      },
    },
    objects: {},
    store: {
      onDiskFull: (listener: (full: boolean) => void) => {
        world.diskFull = listener;
        return () => undefined;
      },
      claim: (_lane: Lane, limit: number, blocked: readonly string[]) => {
        blockedAccounts.push(blocked);
        return Promise.resolve(claims.splice(0, limit));
      },
      batch: () => Promise.resolve({ options: {}, conflictPolicy: 'skip', scanOptions: {} }),
      addAttempt: () => Promise.resolve(),
      endWait: () => Promise.resolve(),
      apply: async (id: number, event: TransferEvent) => {
        await world.commit;
        written.push(`${id} ${event.type}`);
        return true;
      },
    },
  } as unknown as EnginePorts;
  const adaptive = new AdaptiveLimits(settings, clock);
  const limiters = new RequestLimiters(() => 28, clock);
  const changed = (change?: Change): void => {
    changes.push(change);
    scheduler.enforce();
  };
  const conditions: ConditionRegister = new ConditionRegister({
    ...{ ports, limiters, changed },
    signal: new AbortController().signal,
    carryOut: (work) => void work(),
  });
  const failures: unknown[] = [];
  const scheduler: Scheduler = new Scheduler({
    ...{ ports, adaptive, limiters, conditions, changed, held: new HeldRows() },
    settings: () => settings,
    facts: new Facts(),
    scope: new WorkScope(),
    progress: () => ({ speeds: new UploadSpeeds(), moved: () => undefined }) as unknown as Progress,
    fatal: (thrown) => failures.push(thrown),
  });
  /** Queues rows and claims as many as the lane wants, as the reactor does. */
  const claim = async (lane: Lane, ...ids: readonly number[]): Promise<number> => {
    claims.push(
      ...ids.map((id): ClaimedTransfer => {
        const source = { kind: 'file' as const, path: `/${id}` };
        const row = sketchRow({ id, accountId: id < 10 ? 'a' : 'b', key: `key-${id}`, source });
        const identity = { device: '1', inode: `${id}`, size: 1, modified: '1', changed: '1' };
        return { ...row, identity, lane, hasCheckpoint: false };
      }),
    );
    const found = await scheduler.claim(lane, scheduler.freeSlots(lane));
    await nextTurn();
    claims.length = 0;
    return found;
  };
  /** Fails the run as its file is opened. */
  const fail = async (id: number, code: 'source-missing' | 'credentials-expired') => {
    opening.get(`/${id}`)?.reject(new TransferError({ code }));
    await nextTurn();
  };
  const begun = () => [...opening.keys()];
  return {
    ...{ scheduler, conditions, limiters, clock, world, claim, fail, begun },
    ...{ written, changes, blockedAccounts },
  };
}

describe('the lanes', () => {
  it('claim small files ahead, and run as many at once as the settings say', async () => {
    const { claim, begun, scheduler, fail } = schedulerInHand();
    expect(await claim('small', 1, 2, 3, 4, 5, 6, 7, 8, 9)).toBe(8);
    expect([begun(), scheduler.freeSlots('small')]).toEqual([['/1', '/2'], 0]);
    await fail(1, 'source-missing');
    expect([begun(), scheduler.freeSlots('small')]).toEqual([['/1', '/2', '/3'], 0]);
    // A claim costs more than a row, so it waits until it takes several.
    await fail(2, 'source-missing');
    await fail(3, 'source-missing');
    expect([begun().slice(3), scheduler.freeSlots('small')]).toEqual([['/4', '/5'], 3]);
  });

  it('claim few files ahead of many slots, because every claimed file counts as on the way', () => {
    const { scheduler } = schedulerInHand(defaultSettings);
    // Sixteen slots at the start, below the upper limit of the settings.
    expect(scheduler.freeSlots('small')).toBe(16 + 32);
  });

  it('claim no large file ahead, and do not disturb each other', async () => {
    const { claim, begun, scheduler } = schedulerInHand();
    expect(await claim('large', 1, 2)).toBe(1);
    expect([scheduler.freeSlots('large'), scheduler.freeSlots('small')]).toEqual([0, 8]);
    expect(begun()).toEqual(['/1']);
  });

  it('go on while endings wait for the disk, up to a bound', async () => {
    const { claim, scheduler, world, fail } = schedulerInHand();
    const commit = Promise.withResolvers<undefined>();
    world.commit = commit.promise.then(() => undefined);
    for (let id = 1; id <= 40; id += 1) {
      await claim('large', id);
      await fail(id, 'source-missing');
    }
    expect([scheduler.running.size, scheduler.freeSlots('large')]).toEqual([4, 0]);
    commit.resolve(undefined);
    await nextTurn();
    expect([scheduler.running.size, scheduler.freeSlots('large')]).toEqual([0, 1]);
  });
});

describe('the connections', () => {
  const busy = { code: 'server-busy' } as const;

  it('are counted, with their limit once a file waits for one', async () => {
    const { claim, scheduler, fail } = schedulerInHand();
    expect(scheduler.connections).toBeUndefined();
    await claim('small', 1);
    expect(scheduler.connections).toEqual({ count: 1 });
    await claim('small', 2, 3);
    expect(scheduler.connections).toEqual({ count: 2, limitedBy: 'setting' });
    for (const id of [1, 2, 3]) await fail(id, 'source-missing');
    expect(scheduler.connections).toBeUndefined();
  });

  it('have no limit while more are still tried', async () => {
    const { claim, scheduler } = schedulerInHand(defaultSettings);
    await claim('small', ...Array.from({ length: 40 }, (_, index) => index + 1));
    expect(scheduler.connections).toEqual({ count: 16 });
  });

  it('are limited by the bandwidth that a person set', async () => {
    const { claim, scheduler } = schedulerInHand({ ...defaultSettings, bandwidthLimit: 2048 });
    await claim('small', ...Array.from({ length: 40 }, (_, index) => index + 1));
    expect(scheduler.connections).toEqual({ count: 16, limitedBy: 'setting' });
  });

  it('are limited by the disk while parts wait for bytes of their files, and not any more after', async () => {
    const { claim, scheduler, clock } = schedulerInHand(defaultSettings);
    await claim('large', 1);
    const [run] = scheduler.running;
    if (run === undefined) throw new Error('Nothing runs');
    const { signal } = new AbortController();
    run.beginsParts(8 * 1024 * 1024, 50);
    for (let part = 0; part < 8; part += 1) await run.partSlots.acquire(signal);
    void run.partSlots.acquire(signal);
    const send = async (waited: number) => {
      for (let round = 0; round < 100; round += 1) {
        await clock.pass(100);
        for (let part = 0; part < 8; part += 1) {
          run.waitedForSource(waited);
          run.bytes.moved(part, 1024 * 1024);
        }
      }
    };
    await send(70);
    expect(scheduler.connections).toEqual({ count: 8, limitedBy: 'disk' });
    await send(5);
    expect(scheduler.connections?.limitedBy).not.toBe('disk');
    expect(scheduler.connections?.count).toBeGreaterThanOrEqual(8);
  });

  it('are limited by OSS after a 503, until all requests are restored', async () => {
    const { claim, scheduler, limiters } = schedulerInHand();
    await claim('small', 1, 2, 3);
    const limiter = limiters.of('a', 'bucket');
    const { signal } = new AbortController();
    (await limiter.enter(signal)).failed(busy);
    expect(scheduler.connections).toEqual({ count: 2, limitedBy: 'oss' });
    for (let one = 0; one < 28 * 28; one += 1) {
      const permit = await limiter.enter(signal);
      permit.accepted();
      permit.leave();
    }
    expect(scheduler.connections).toEqual({ count: 2, limitedBy: 'setting' });
  });
});

describe('a run that ends', () => {
  it('frees its slot before its last write, and its key after it', async () => {
    const { claim, fail, changes, written, world, scheduler } = schedulerInHand();
    await claim('large', 1);
    const commit = Promise.withResolvers<undefined>();
    world.commit = commit.promise.then(() => undefined);
    changes.length = 0;
    await fail(1, 'source-missing');
    expect([changes, scheduler.freeSlots('large'), written]).toEqual([[undefined], 1, []]);
    commit.resolve(undefined);
    await nextTurn();
    expect([changes, written]).toEqual([[undefined, 'runs'], ['1 fail']]);
  });

  it('blocks its account, whose other runs wait with it, and no other account', async () => {
    const { claim, fail, written, conditions, blockedAccounts } = schedulerInHand();
    await claim('small', 1, 2, 11, 12);
    await fail(1, 'credentials-expired');
    expect(conditions.blockedAccounts).toEqual(['a']);
    await fail(2, 'source-missing');
    expect(written).toEqual(['1 wait', '2 wait']);
    await claim('small', 13);
    expect(blockedAccounts.at(-1)).toEqual(['a']);
  });
});

describe('a full disk', () => {
  it('lets no claimed file begin, and lets it begin as soon as there is free space', async () => {
    const { claim, world, begun } = schedulerInHand();
    world.diskFull?.(true);
    await claim('small', 1);
    const before = begun();
    world.diskFull?.(false);
    await nextTurn();
    expect([before, begun()]).toEqual([[], ['/1']]);
  });
});

describe('an interruption', () => {
  it('ends when the last write of every run is on disk', async () => {
    const { claim, scheduler, written, fail, world } = schedulerInHand();
    await claim('small', 1, 2, 11);
    const commit = Promise.withResolvers<undefined>();
    world.commit = commit.promise.then(() => undefined);
    let isOver = false;
    const over = scheduler
      .interrupt(({ id }) => id < 10, 'pause')
      .then((runs) => {
        isOver = true;
        return runs.map(({ endedAs }) => endedAs);
      });
    await fail(1, 'source-missing');
    await fail(2, 'source-missing');
    expect([isOver, written]).toEqual([false, []]);
    commit.resolve(undefined);
    expect([await over, written]).toEqual([
      ['pause', 'pause'],
      ['1 pause', '2 pause'],
    ]);
    expect(scheduler.running.size).toBe(1);
  });

  it('reaches a file that waits for its slot', async () => {
    const { claim, scheduler, begun, written } = schedulerInHand();
    await claim('small', 1, 2, 3);
    await scheduler.interrupt(({ id }) => id === 3, 'cancel');
    expect([begun(), written]).toEqual([['/1', '/2'], ['3 cancel']]);
  });
});
