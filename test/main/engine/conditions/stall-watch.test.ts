import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { EnginePorts } from '../../../../main/engine/api.ts';
import { StallWatch, type WatchedRun } from '../../../../main/engine/conditions/stall-watch.ts';
import { RequestLimiters } from '../../../../main/engine/limits/request-limiter.ts';
import type { RequestContext } from '../../../../main/engine/ports/object-store.ts';
import { TransferError } from '../../../../shared/errors.ts';
import { ManualClock } from '../manual-clock.ts';

/** A run with one request in flight, and a watch whose probes the test answers. */
async function setUp() {
  const clock = new ManualClock();
  const probes: PromiseWithResolvers<void>[] = [];
  const dropped: number[] = [];
  const ports = {
    clock,
    log: { write: () => undefined },
    objects: {
      probe: (_target: unknown, { signal }: RequestContext) => {
        const probe = Promise.withResolvers<void>();
        signal.addEventListener('abort', () => {
          probe.reject(signal.reason);
        });
        probes.push(probe);
        return probe.promise;
      },
    },
    dropStalled: (milliseconds: number) => dropped.push(milliseconds),
  } as unknown as EnginePorts;
  const limiters = new RequestLimiters(() => 8, clock);
  const limiter = limiters.of('a', 'b');
  const lifetime = new AbortController();
  const permit = await limiter.enter(lifetime.signal);
  const target = { accountId: 'a', bucket: 'b', key: 'k' };
  const running = new Set<WatchedRun>([{ isSending: true, target, limiter }]);
  const watch = new StallWatch({
    ...{ ports, limiters, running: () => running, signal: lifetime.signal },
  });
  /** Lets seconds pass in which nothing moves. */
  const seconds = async (count: number) => {
    for (let half = 0; half < count * 2; half += 1) {
      await clock.pass(500);
      watch.check();
      await nextTurn();
    }
  };
  const answer = async (index: number) => {
    probes[index]?.resolve();
    await nextTurn();
    await clock.pass(500);
    await nextTurn();
  };
  return { watch, running, limiter, permit, probes, dropped, seconds, answer };
}

describe('connections on which nothing moves', () => {
  it('row 2: are closed when a probe comes through and those before it did not', async () => {
    const { seconds, answer, probes, dropped } = await setUp();
    await seconds(6);
    // Those that no request uses are closed first: a probe needs a new one.
    expect(dropped).toEqual([Infinity]);
    expect(probes.length).toBeGreaterThan(2);
    await answer(probes.length - 1);
    expect(dropped).toEqual([Infinity, 2000]);
  });

  it('stay when the oldest probe has the first response, as on a slow line', async () => {
    const { seconds, answer, probes, dropped } = await setUp();
    await seconds(6);
    await answer(0);
    for (const index of probes.keys()) await answer(index);
    expect(dropped).toEqual([Infinity]);
  });

  it('get few probes while a slow line answers', async () => {
    const { seconds, answer, probes } = await setUp();
    await seconds(2);
    for (let answered = 0, minute = 0; minute < 60; minute += 1) {
      await seconds(1);
      for (; answered < probes.length; answered += 1) await answer(answered);
    }
    expect(probes.length).toBeLessThan(18);
  });

  it('stay when bytes move again right after the probe', async () => {
    const { seconds, probes, dropped, limiter } = await setUp();
    await seconds(6);
    probes[probes.length - 1]?.resolve();
    await nextTurn();
    limiter.moved();
    await seconds(1);
    expect(dropped).toEqual([Infinity]);
  });

  it('need no probe while bytes move, nor once nothing is in flight', async () => {
    const { seconds, probes, limiter, permit, running, watch } = await setUp();
    for (let second = 0; second < 10; second += 1) {
      limiter.moved();
      await seconds(1);
    }
    permit.accepted();
    permit.leave();
    await seconds(10);
    expect(probes).toEqual([]);
    running.clear();
    expect(watch.nextCheck).toBeUndefined();
  });

  it('stay still when their requests only break and are sent again', async () => {
    const { seconds, probes, limiter, permit } = await setUp();
    await seconds(1);
    permit.failed(new TransferError({ code: 'no-progress' }).record);
    permit.leave();
    await limiter.enter(new AbortController().signal);
    await seconds(1.5);
    expect(probes).toHaveLength(1);
  });
});
