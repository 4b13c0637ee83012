import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Clock } from '../../main/engine/ports/system.ts';
import { systemClock } from '../../main/transfer/system-clock.ts';
import { quietWorld, withPassingTime } from './simulated-world.ts';

interface ClockUnderTest {
  readonly clock: Clock;
  /** Sets the wall clock by this many milliseconds. */
  jump(milliseconds: number): void;
}

function realClock(): ClockUnderTest {
  return {
    clock: systemClock,
    jump: (milliseconds) => {
      const now = Date.now();
      vi.useFakeTimers({ toFake: ['Date'], now: now + milliseconds });
    },
  };
}

function simulatedClock(): ClockUnderTest {
  const { life, time } = quietWorld();
  return {
    clock: withPassingTime(time, life.clock()),
    jump: (milliseconds) => time.jump(milliseconds),
  };
}

afterEach(() => {
  vi.useRealTimers();
});

/* The promises of Clock (main/engine/ports/system.ts), for each adapter. */
describe.each([
  ['real', realClock],
  ['simulated', simulatedClock],
])('the %s clock', (_name, open) => {
  it('sleeps for at least the time, by its monotonic clock', async () => {
    const { clock } = open();
    const before = clock.monotonic();
    await clock.sleep(20.5);
    expect(clock.monotonic() - before).toBeGreaterThanOrEqual(20.5);
  });

  it('ends sleeps in the order of their lengths', async () => {
    const { clock } = open();
    const ended: number[] = [];
    const sleep = async (milliseconds: number) => {
      await clock.sleep(milliseconds);
      ended.push(milliseconds);
    };
    await Promise.all([sleep(30), sleep(0), sleep(15)]);
    expect(ended).toEqual([0, 15, 30]);
  });

  it('rejects a sleep with the reason of its signal, before it and during it', async () => {
    const { clock } = open();
    const reason = new Error('wake up');
    await expect(clock.sleep(0, AbortSignal.abort(reason))).rejects.toBe(reason);
    const controller = new AbortController();
    const sleep = clock.sleep(1e9, controller.signal);
    controller.abort(reason);
    await expect(sleep).rejects.toBe(reason);
  });

  it('jumps by its wall clock only', () => {
    const test = open();
    const { clock } = test;
    const [wall, monotonic] = [clock.now(), clock.monotonic()];
    test.jump(-86_400_000);
    expect(clock.now()).toBeLessThan(wall - 86_000_000);
    expect(clock.monotonic()).toBeGreaterThanOrEqual(monotonic);
    expect(clock.monotonic()).toBeLessThan(monotonic + 86_000_000);
  });

  it('counts milliseconds since 1970', () => {
    expect(new Date(open().clock.now()).getUTCFullYear()).toBeGreaterThanOrEqual(2024);
  });
});
