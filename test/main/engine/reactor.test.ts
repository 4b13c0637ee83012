import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { EnginePorts, Settled } from '../../../main/engine/api.ts';
import { ConditionRegister } from '../../../main/engine/conditions/condition-register.ts';
import { Facts } from '../../../main/engine/facts.ts';
import { RequestLimiters } from '../../../main/engine/limits/request-limiter.ts';
import type { Lane } from '../../../main/engine/ports/transfer-store.ts';
import type { WaitCount } from '../../../main/engine/ports/transfer-queries.ts';
import { Mutex } from '../../../main/engine/limits/slots.ts';
import { WorkScope } from '../../../main/engine/queue/work-scope.ts';
import { Reactor } from '../../../main/engine/reactor.ts';
import { type Condition, conditionRules } from '../../../shared/condition.ts';
import { TransferError } from '../../../shared/errors.ts';
import { stateNames } from '../../../shared/transfer-state.ts';
import { ManualClock } from './manual-clock.ts';

const quiet = { kind: 'quiet' } as unknown as Condition;
const rules = {
  ...conditionRules,
  quiet: { blocks: 'all', running: 'finish', endedBy: 'wake-up', action: 'none' },
} as const;

/** A reactor among parts that count what it asks of them. */
function setUp() {
  const clock = new ManualClock();
  const calls: string[] = [];
  const fatal: unknown[] = [];
  const running = new Set<never>();
  const world = {
    /** Rows that a claim finds, by lane; each claim takes one. */
    queued: { small: 0, large: 0 },
    queuedFiles: 0,
    waits: [] as WaitCount[],
    free: 4,
    nextWake: undefined as number | undefined,
    nextCleanup: undefined as number | undefined,
    /** What a claim waits for, and the error with which it fails. */
    claiming: Promise.resolve(),
    refusal: undefined as TransferError | undefined,
    pending: 0,
  };
  const counters = () => ({
    states: Object.fromEntries(
      stateNames.map((name) => [name, { files: name === 'queued' ? world.queuedFiles : 0 }]),
    ),
  });
  const ports = {
    clock,
    log: { write: () => undefined },
    power: { setBusy: () => undefined },
    credentials: { onChanged: () => () => undefined },
    store: {
      onDiskFull: () => () => undefined,
      endWait: () => Promise.resolve(),
      wake: () => {
        calls.push('wake');
        return Promise.resolve(world.nextWake);
      },
      counters: () => {
        calls.push('counters');
        return Promise.resolve(counters());
      },
      waits: () => Promise.resolve(world.waits),
    },
  } as unknown as EnginePorts;
  const facts = new Facts();
  const turns = new Mutex();
  const conditions: ConditionRegister = new ConditionRegister({
    ports,
    limiters: new RequestLimiters(() => 28, clock),
    signal: new AbortController().signal,
    changed: (change) => {
      reactor.changed(change);
    },
    carryOut: (work) => void work(),
    rules,
  });
  const reactor: Reactor = new Reactor({
    ...{ ports, facts, turns, conditions },
    stalls: { check: () => undefined, nextCheck: undefined },
    scope: new WorkScope(),
    scheduler: {
      running,
      enforce: () => undefined,
      freeSlots: () => world.free,
      claim: async (lane: Lane) => {
        calls.push(`claim ${lane}`);
        await world.claiming;
        if (world.refusal !== undefined) throw world.refusal;
        if (world.queued[lane] === 0) return 0;
        world.queued[lane] -= 1;
        return 1;
      },
    },
    scanner: {
      get pending() {
        return world.pending;
      },
      work: () => undefined,
    },
    cleaner: {
      work: () => {
        calls.push('clean up');
        return Promise.resolve(world.nextCleanup);
      },
    },
    progress: { publishSoon: () => undefined, rowsChanged: () => calls.push('rows changed') },
    fatal: (thrown: unknown) => {
      fatal.push(thrown);
      reactor.fail(thrown);
    },
  });
  /** What was asked since the last call. */
  const asked = async (): Promise<readonly string[]> => {
    await nextTurn();
    return calls.splice(0).filter((call) => call !== 'rows changed');
  };
  /** Begins, and lets the first look at the queue pass. */
  const begin = async (): Promise<void> => {
    reactor.begin();
    await asked();
  };
  return { clock, world, facts, turns, conditions, reactor, fatal, asked, begin, calls, running };
}

const bothLanes = ['claim small', 'claim large'];

describe('a step', () => {
  it('looks at everything once the queue was recovered, and at nothing before', async () => {
    const { reactor, asked } = setUp();
    reactor.changed('rows');
    expect(await asked()).toEqual([]);
    reactor.begin();
    expect(await asked()).toEqual(['clean up', 'wake', ...bothLanes]);
  });

  it('asks an empty lane no more until rows change', async () => {
    const { reactor, asked, begin, world } = setUp();
    await begin();
    reactor.changed();
    expect(await asked()).toEqual([]);
    world.queued.small = 1;
    reactor.changed('runs');
    expect(await asked()).toEqual(expect.arrayContaining(bothLanes));
    expect(world.queued.small).toBe(0);
    reactor.changed();
    expect(await asked()).toEqual([]);
  });

  it('asks the store nothing while bytes move and all slots are taken', async () => {
    const { reactor, asked, begin, world } = setUp();
    world.queued.small = 10;
    world.free = 0;
    await begin();
    for (let change = 0; change < 1000; change += 1) {
      reactor.changed('bytes');
      reactor.changed();
    }
    expect(await asked()).toEqual([]);
  });

  it('follows once for all changes during a step, and steps never overlap', async () => {
    const { reactor, asked, world, begin } = setUp();
    await begin();
    const claiming = Promise.withResolvers<undefined>();
    world.claiming = claiming.promise;
    world.queued.small = 5;
    reactor.changed('rows');
    for (let change = 0; change < 5; change += 1) reactor.changed('rows');
    const during = (await asked()).filter((call) => call !== 'clean up');
    for (let change = 0; change < 5; change += 1) reactor.changed('rows');
    expect(during).toEqual(['wake', ...bothLanes]);
    expect(await asked()).toEqual([]);
    claiming.resolve(undefined);
    expect((await asked()).filter((call) => call === 'wake')).toHaveLength(1);
  });

  it('is never lost, at any turn of the last step', async () => {
    for (let turns = 0; turns < 12; turns += 1) {
      const { reactor, asked, begin, world } = setUp();
      await begin();
      reactor.changed('rows');
      for (let turn = 0; turn < turns; turn += 1) await Promise.resolve();
      world.queued.large = 1;
      reactor.changed('rows');
      await asked();
      expect(world.queued.large).toBe(0);
    }
  });

  it('leaves the queue to the command that holds the turn', async () => {
    const { reactor, asked, begin, turns } = setUp();
    await begin();
    const held = Promise.withResolvers<undefined>();
    const command = reactor.during(() => turns.run(() => held.promise));
    reactor.changed('rows');
    expect(await asked()).toEqual(['clean up']);
    held.resolve(undefined);
    await command;
    expect(await asked()).toEqual(['clean up', 'wake', ...bothLanes]);
  });

  it('does not come again and again while a command keeps a due row waiting', async () => {
    const { reactor, asked, turns, world, clock } = setUp();
    world.nextWake = 100;
    reactor.begin();
    await asked();
    const held = Promise.withResolvers<undefined>();
    const command = reactor.during(() => turns.run(() => held.promise));
    await clock.pass(100);
    expect([await asked(), clock.sleeping]).toEqual([[], 0]);
    world.nextWake = undefined;
    held.resolve(undefined);
    await command;
    expect(await asked()).toEqual(['clean up', 'wake', ...bothLanes]);
  });

  it('that fails ends the engine', async () => {
    const { reactor, world, begin, fatal, asked } = setUp();
    await begin();
    world.refusal = new TransferError({ code: 'database-failed' });
    reactor.changed('rows');
    await asked();
    expect(fatal).toEqual([world.refusal]);
  });

  it('is repeated after a second when the disk refuses it', async () => {
    const { reactor, world, begin, fatal, asked, clock } = setUp();
    await begin();
    world.refusal = new TransferError({ code: 'disk-full' });
    reactor.changed('rows');
    await asked();
    world.refusal = undefined;
    await clock.pass(1000);
    expect([await asked(), fatal]).toEqual([bothLanes, []]);
  });
});

describe('the next step', () => {
  it('comes when the next waiting row is due', async () => {
    const { reactor, world, asked, clock } = setUp();
    world.nextWake = 5000;
    reactor.begin();
    await asked();
    await clock.pass(4999);
    expect(await asked()).toEqual([]);
    await clock.pass(1);
    expect(await asked()).toEqual(['wake', ...bothLanes]);
  });

  it('publishes the counters of the rows that it woke', async () => {
    const { reactor, world, asked, clock, calls } = setUp();
    world.nextWake = 5000;
    reactor.begin();
    await asked();
    await clock.pass(5000);
    await nextTurn();
    expect(calls.slice(0, 2)).toEqual(['wake', 'rows changed']);
  });

  it('comes sooner when a row begins to wait for an earlier time', async () => {
    const { reactor, world, asked, clock } = setUp();
    world.nextWake = 5000;
    reactor.begin();
    await asked();
    reactor.changed({ waitsUntil: 7000 });
    reactor.changed({ waitsUntil: 300 });
    await asked();
    world.nextWake = undefined;
    await clock.pass(300);
    expect(await asked()).toEqual(['wake', ...bothLanes]);
  });

  it('comes when the next clean-up is due', async () => {
    const { reactor, world, asked, clock } = setUp();
    world.nextCleanup = 900;
    reactor.begin();
    await asked();
    world.nextCleanup = undefined;
    await clock.pass(900);
    expect(await asked()).toEqual(['clean up']);
  });

  it('never comes after a stop', async () => {
    const { reactor, world, asked, clock } = setUp();
    world.nextWake = 500;
    reactor.begin();
    await asked();
    await reactor.stop();
    reactor.changed('rows');
    await clock.pass(1000);
    expect([await asked(), clock.sleeping]).toEqual([[], 0]);
    await expect(reactor.settled()).rejects.toMatchObject({ code: 'internal' });
  });
});

describe('a condition of everything', () => {
  it('keeps rows, waits and clean-ups back until it ends', async () => {
    const { reactor, conditions, asked, world, clock } = setUp();
    world.nextWake = 500;
    world.nextCleanup = 500;
    reactor.begin();
    await asked();
    conditions.raise(quiet);
    world.queued.small = 1;
    reactor.changed('rows');
    await clock.pass(1000);
    expect([await asked(), world.queued.small]).toEqual([[], 1]);
    Object.assign(world, { nextWake: undefined, nextCleanup: undefined });
    conditions.end(quiet);
    const calls = await asked();
    expect([calls.includes('wake'), calls.includes('clean up'), world.queued.small]).toEqual([
      true,
      true,
      0,
    ]);
  });
});

describe('settled', () => {
  async function settledSoon(reactor: Reactor): Promise<Settled | 'not yet'> {
    const settled = reactor.settled();
    settled.catch(() => undefined);
    await nextTurn();
    return await Promise.race([settled, nextTurn('not yet' as const)]);
  }

  it('is the value of a look at a queue in which nothing can move', async () => {
    const { reactor, begin, world, asked } = setUp();
    await begin();
    world.waits = [{ why: 'conflict', timed: false, files: 2 }];
    expect(await settledSoon(reactor)).toEqual({ waitingFor: ['conflict'] });
    await asked();
  });

  it.each([
    ['a row waits for a time', { waits: [{ why: 'retry' as const, timed: true, files: 1 }] }],
    ['a row is queued', { queuedFiles: 1 }],
    ['a scan is pending', { pending: 1 }],
    ['a row will wake', { nextWake: 9000 }],
  ])('waits while %s', async (_what, change) => {
    const { reactor, world } = setUp();
    Object.assign(world, change);
    reactor.begin();
    await nextTurn();
    expect(await settledSoon(reactor)).toBe('not yet');
  });

  it('waits for a condition that ends by itself, and names one that a person ends', async () => {
    const { reactor, conditions, world, begin } = setUp();
    await begin();
    world.queuedFiles = 1;
    conditions.raise(quiet);
    expect(await settledSoon(reactor)).toBe('not yet');
    conditions.end(quiet);
    conditions.raise({ kind: 'proxy', accountId: 'a', error: { code: 'proxy-authentication' } });
    expect(await settledSoon(reactor)).toEqual({ waitingFor: ['proxy'] });
  });

  it('is not found while a command runs that may free rows', async () => {
    const { reactor, begin } = setUp();
    await begin();
    const held = Promise.withResolvers<undefined>();
    const command = reactor.during(() => held.promise);
    expect(await settledSoon(reactor)).toBe('not yet');
    held.resolve(undefined);
    await command;
    expect(await settledSoon(reactor)).toEqual({ waitingFor: [] });
  });

  it('rejects with the error of an engine that failed', async () => {
    const { reactor, begin, world } = setUp();
    await begin();
    world.queuedFiles = 1;
    const waiting = reactor.settled();
    const failure = new Error('defect');
    reactor.fail(failure);
    await expect(waiting).rejects.toBe(failure);
    await expect(reactor.settled()).rejects.toBe(failure);
  });
});
