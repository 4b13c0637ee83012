import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { WorkLoop } from '../../../../main/engine/conditions/work-loop.ts';
import { ManualClock } from '../manual-clock.ts';

/** A loop whose steps the test ends one by one, with the time at which the next is wanted. */
function loopInHand() {
  const clock = new ManualClock();
  const fatal: unknown[] = [];
  const steps: PromiseWithResolvers<number | undefined>[] = [];
  const loop = new WorkLoop(
    clock,
    () => {
      const step = Promise.withResolvers<number | undefined>();
      steps.push(step);
      return step.promise;
    },
    (thrown) => fatal.push(thrown),
  );
  const endStep = async (wakeAt?: number) => {
    steps[steps.length - 1]?.resolve(wakeAt);
    await nextTurn();
  };
  return { loop, clock, fatal, steps, endStep };
}

describe('WorkLoop', () => {
  it('steps once for a kick, and again for the next', async () => {
    const { loop, steps, endStep } = loopInHand();
    loop.kick();
    await endStep();
    const once = steps.length;
    loop.kick();
    await endStep();
    expect([once, steps.length]).toEqual([1, 2]);
  });

  it('steps once more for all kicks during a step, and never twice at once', async () => {
    const { loop, steps, endStep } = loopInHand();
    loop.kick();
    loop.kick();
    loop.kick();
    await nextTurn();
    const during = steps.length;
    await endStep();
    await endStep();
    expect([during, steps.length]).toEqual([1, 2]);
  });

  it('does not lose a kick at any turn of its return', async () => {
    for (let turns = 0; turns < 8; turns += 1) {
      const { loop, steps } = loopInHand();
      loop.kick();
      steps[0]?.resolve(undefined);
      for (let turn = 0; turn < turns; turn += 1) await Promise.resolve();
      loop.kick();
      await nextTurn();
      expect(steps.length).toBe(2);
    }
  });

  it('sleeps until the time that the step named', async () => {
    const { loop, clock, steps, endStep } = loopInHand();
    loop.kick();
    await endStep(500);
    await clock.pass(499);
    const before = steps.length;
    await clock.pass(1);
    expect([before, steps.length]).toEqual([1, 2]);
  });

  it('is woken from its sleep by a kick', async () => {
    const { loop, clock, steps, endStep } = loopInHand();
    loop.kick();
    await endStep(500);
    loop.kick();
    await nextTurn();
    expect([steps.length, clock.sleeping]).toEqual([2, 0]);
  });

  it('stops while it sleeps, and steps no more', async () => {
    const { loop, clock, steps, endStep } = loopInHand();
    loop.kick();
    await endStep(500);
    await loop.stop();
    loop.kick();
    await clock.pass(1000);
    expect([steps.length, clock.sleeping]).toEqual([1, 0]);
  });

  it('waits for the step that runs when it is stopped', async () => {
    const { loop, steps, endStep } = loopInHand();
    loop.kick();
    let stopped = false;
    const stopping = loop.stop().then(() => (stopped = true));
    await nextTurn();
    const early = stopped;
    await endStep(0);
    await stopping;
    expect([early, stopped, steps.length]).toEqual([false, true, 1]);
  });

  it('tells of a step that failed and can be kicked again', async () => {
    const { loop, fatal, steps } = loopInHand();
    const error = new Error('defect');
    loop.kick();
    steps[0]?.reject(error);
    await nextTurn();
    loop.kick();
    expect([fatal, steps.length]).toEqual([[error], 2]);
  });
});
