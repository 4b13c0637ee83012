import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { EnginePorts } from '../../../../main/engine/api.ts';
import { ConditionRegister } from '../../../../main/engine/conditions/condition-register.ts';
import type { Change } from '../../../../main/engine/facts.ts';
import { RequestLimiters } from '../../../../main/engine/limits/request-limiter.ts';
import type { RequestContext } from '../../../../main/engine/ports/object-store.ts';
import type { ClaimedTransfer } from '../../../../main/engine/ports/transfer-store.ts';
import {
  accountConditionKinds,
  type Condition,
  type ConditionRule,
  conditionRules,
} from '../../../../shared/condition.ts';
import { type ErrorCode, TransferError } from '../../../../shared/errors.ts';
import { sketchRow } from '../../../helpers/doubles/fake-queue.ts';
import { ManualClock } from '../manual-clock.ts';

const full: Condition = { kind: 'disk-full' };

function condition(kind: 'offline' | 'credentials' | 'proxy', accountId = 'a'): Condition {
  return { kind, accountId, error: { code: 'offline' } };
}

function gone(volume: string): Condition {
  return { kind: 'source-unavailable', volume, error: { code: 'source-unavailable' } };
}

function transfer(path = '/stick/file'): ClaimedTransfer {
  const row = sketchRow({ id: 1, accountId: 'a', source: { kind: 'file', path } });
  return { ...row, lane: 'small', hasCheckpoint: false };
}

/** A probe while OSS cannot be reached. */
const offline: (context: RequestContext) => Promise<void> = () =>
  Promise.reject(new TransferError({ code: 'offline' }));

/** A register on ports whose answers the test decides. */
function register(rules?: Readonly<Record<string, ConditionRule>>) {
  const clock = new ManualClock();
  const stopping = new AbortController();
  const changes: (Change | undefined)[] = [];
  const requeued: string[] = [];
  const world = {
    probe: offline,
    probes: 0,
    missing: new Set(['/stick', '/share']),
    looked: [] as string[],
    diskFull: undefined as ((full: boolean) => void) | undefined,
    newKeys: undefined as ((accountId: string) => void) | undefined,
  };
  const ports = {
    clock,
    log: { write: () => undefined },
    store: {
      endWait: (why: string, accountId = 'all') => {
        requeued.push(`${why} ${accountId}`);
        return Promise.resolve();
      },
      onDiskFull: (listener: (full: boolean) => void) => {
        world.diskFull = listener;
        return () => undefined;
      },
    },
    credentials: {
      onChanged: (listener: (accountId: string) => void) => {
        world.newKeys = listener;
        return () => undefined;
      },
    },
    objects: {
      probe: (_target: unknown, context: RequestContext) => {
        world.probes += 1;
        return world.probe(context);
      },
    },
    files: {
      missingVolume: (path: string) => {
        world.looked.push(path);
        const volume = path.slice(0, path.lastIndexOf('/'));
        return Promise.resolve(world.missing.has(volume) ? volume : undefined);
      },
    },
  } as unknown as EnginePorts;
  const conditions = new ConditionRegister({
    ports,
    limiters: new RequestLimiters(() => 28, clock),
    signal: stopping.signal,
    changed: (change) => changes.push(change),
    carryOut: (work) => void work(),
    ...(rules !== undefined && { rules }),
  });
  /** Lets time pass as the reactor does, which checks when the register wants it. */
  const pass = async (milliseconds: number): Promise<void> => {
    await clock.pass(milliseconds);
    conditions.check();
    await nextTurn();
  };
  const kinds = () => conditions.views.map(({ kind }) => kind);
  return { clock, stopping, conditions, changes, requeued, world, pass, kinds };
}

/** A write that is refused a number of times, and then resolves with the number of its tries. */
function refusing(code: ErrorCode, times: number): () => Promise<number> {
  let tries = 0;
  return () => {
    tries += 1;
    return tries > times ? Promise.resolve(tries) : Promise.reject(new TransferError({ code }));
  };
}

describe('a condition of an account', () => {
  it('blocks that account only, and interrupts its transfers', () => {
    const { conditions } = register();
    conditions.raise(condition('credentials'));
    expect([conditions.blockedAccounts, conditions.blocksAll]).toEqual([['a'], false]);
    expect([conditions.interrupts('a'), conditions.interrupts('b')]).toEqual([
      'account',
      undefined,
    ]);
  });

  it('is probed every second of a short outage and less often in a long one', async () => {
    const { conditions, world, requeued, pass, kinds, clock } = register();
    conditions.raise(condition('offline'), transfer());
    const begun = clock.monotonic();
    const pauses = new Map<string, number[]>();
    for (let time = 0; time < 7_200_000; time = clock.monotonic() - begun) {
      const pause = (conditions.nextCheck ?? 0) - clock.monotonic();
      const minute = time < 60_000 ? 'first' : time < 3_600_000 ? 'later' : 'after an hour';
      pauses.set(minute, [...(pauses.get(minute) ?? []), pause]);
      await pass(pause);
    }
    expect([...new Set(pauses.get('first'))]).toEqual([1000]);
    expect([...new Set(pauses.get('after an hour'))]).toEqual([30_000]);
    expect([kinds(), requeued]).toEqual([['offline'], []]);
    world.probe = () => Promise.resolve();
    await pass(30_000);
    expect([kinds(), conditions.nextCheck]).toEqual([[], undefined]);
    expect(requeued).toEqual(accountConditionKinds.map((kind) => `${kind} a`));
  });

  it('ends a second after OSS answers again, while earlier probes still wait', async () => {
    const { conditions, world, pass, kinds } = register();
    const waiting: AbortSignal[] = [];
    world.probe = ({ signal }) => {
      waiting.push(signal);
      return new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => reject(new Error('aborted')));
      });
    };
    conditions.raise(condition('offline'), transfer());
    for (let second = 0; second < 5; second += 1) await pass(1000);
    expect([waiting.length, kinds()]).toEqual([5, ['offline']]);
    world.probe = () => Promise.resolve();
    await pass(1000);
    expect(kinds()).toEqual([]);
    expect(waiting.map(({ aborted }) => aborted)).toEqual([true, true, true, true, true]);
  });

  it('is probed by ten requests at once at most', async () => {
    const { conditions, world, pass } = register();
    world.probe = () => new Promise(() => undefined);
    conditions.raise(condition('offline'), transfer());
    for (let second = 0; second < 20; second += 1) await pass(1000);
    expect([world.probes, conditions.nextCheck]).toEqual([10, undefined]);
  });

  it('is probed at once when the network changes, also while a probe is under way', async () => {
    const { conditions, world, pass } = register();
    conditions.raise(condition('offline'), transfer());
    conditions.checkNow();
    await pass(0);
    expect(world.probes).toBe(1);
    conditions.checkNow();
    conditions.check();
    conditions.checkNow();
    await pass(0);
    expect(world.probes).toBe(3);
  });

  it('ends with new credentials when it waits for them, and not otherwise', async () => {
    const { conditions, world, kinds } = register();
    conditions.raise(condition('credentials', 'a'));
    conditions.raise(condition('proxy', 'b'));
    world.newKeys?.('a');
    world.newKeys?.('b');
    await nextTurn();
    expect(kinds()).toEqual(['proxy']);
  });

  it('stays beside others of the account, and all end when the account changes', async () => {
    const { conditions, kinds } = register();
    conditions.raise(condition('credentials'));
    conditions.raise(condition('offline'), transfer());
    conditions.raise(condition('offline', 'b'), transfer());
    expect(conditions.ofAccount('a')?.kind).toBe('credentials');
    await conditions.unblock('a');
    expect([kinds(), conditions.blockedAccounts]).toEqual([['offline'], ['b']]);
  });

  it('keeps its latest error and counts as one change', () => {
    const { conditions, changes } = register();
    conditions.raise(condition('credentials'));
    const { version } = conditions;
    conditions.raise({ kind: 'credentials', accountId: 'a', error: { code: 'access-denied' } });
    expect([conditions.version, changes.length]).toEqual([version, 1]);
    expect(conditions.ofAccount('a')?.error.code).toBe('access-denied');
  });
});

describe('a volume that is gone', () => {
  it('row 27: is looked for now and then, once for all its files, until it is back', async () => {
    const { conditions, world, requeued, pass, kinds } = register();
    conditions.raise(gone('/stick'), transfer('/stick/a'));
    conditions.raise(gone('/stick'), transfer('/stick/b'));
    conditions.raise(gone('/share'), transfer('/share/a'));
    await pass(14_999);
    expect(world.looked).toEqual([]);
    await pass(1);
    expect([world.looked, requeued]).toEqual([['/stick/a', '/share/a'], []]);
    world.missing.delete('/stick');
    await pass(15_000);
    expect([kinds(), requeued]).toEqual([['source-unavailable'], ['source-unavailable all']]);
  });

  it('blocks no other file, and no path of it is published', () => {
    const { conditions } = register();
    conditions.raise(gone('/stick'), transfer());
    expect([conditions.blocksAll, conditions.blockedAccounts, conditions.endsByItself]).toEqual([
      false,
      [],
      false,
    ]);
    expect(conditions.ends('source-unavailable')).toBe(true);
    expect(JSON.stringify(conditions.views)).not.toContain('/stick');
  });

  it('is not looked for any more once the engine stops', async () => {
    const { conditions, stopping, world, requeued, pass } = register();
    conditions.raise(gone('/stick'), transfer());
    await nextTurn();
    world.missing.clear();
    stopping.abort();
    await pass(15_000);
    expect(requeued).toEqual([]);
  });
});

describe('a full disk', () => {
  it('holds every request until the store reports free space', () => {
    const { conditions, world, changes } = register();
    world.diskFull?.(true);
    expect([conditions.blocksAll, conditions.holdsRequests, conditions.has(full)]).toEqual([
      true,
      true,
      true,
    ]);
    world.diskFull?.(false);
    expect([conditions.blocksAll, conditions.holdsRequests, changes.length]).toEqual([
      false,
      false,
      2,
    ]);
  });

  it('delays a write until there is free space', async () => {
    const { conditions, world, stopping } = register();
    world.diskFull?.(true);
    const written = conditions.insist(refusing('disk-full', 1), stopping.signal);
    let isWritten = false;
    void written.then(() => (isWritten = true));
    await nextTurn();
    expect(isWritten).toBe(false);
    world.diskFull?.(false);
    expect(await written).toBe(2);
  });

  it('delays a write for a second while the store has not noticed yet', async () => {
    const { conditions, clock, stopping } = register();
    const written = conditions.insist(refusing('disk-full', 2), stopping.signal);
    await clock.pass(1000);
    await clock.pass(1000);
    expect(await written).toBe(3);
  });

  it('gives a delayed write up when it is aborted, and passes other errors on', async () => {
    const { conditions, world, stopping } = register();
    world.diskFull?.(true);
    const written = conditions.insist(refusing('disk-full', 9), stopping.signal);
    await nextTurn();
    stopping.abort(new Error('stop'));
    await expect(written).rejects.toThrow('stop');
    const failing = conditions.insist(refusing('database-failed', 9), new AbortController().signal);
    await expect(failing).rejects.toMatchObject({ code: 'database-failed' });
  });
});

describe('a new case', () => {
  const timetable: ConditionRule = {
    ...{ blocks: 'all', running: 'finish', why: 'retry', endedBy: 'person', action: 'none' },
  };

  it('needs a rule and nothing else', () => {
    const { conditions } = register({ ...conditionRules, timetable });
    const outside = { kind: 'timetable' } as unknown as Condition;
    conditions.raise(outside);
    expect([conditions.blocksAll, conditions.holdsRequests, conditions.interrupts('a')]).toEqual([
      true,
      false,
      undefined,
    ]);
    expect([conditions.waitingFor, conditions.endsByItself]).toEqual([['retry'], false]);
    expect(conditions.views).toEqual([outside]);
    conditions.end(outside);
    expect([conditions.blocksAll, conditions.views]).toEqual([false, []]);
  });
});
