import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { Interruption } from '../../../../main/engine/run/interruption.ts';
import { Mutex, Slots } from '../../../../main/engine/limits/slots.ts';

const { signal: never } = new AbortController();

/** Asks for a place under each name; `inside` tells who got one, in order. */
function crowd(slots: Slots, names: readonly string[]) {
  const inside: string[] = [];
  const places = names.map(async (name) => {
    const leave = await slots.acquire(never);
    inside.push(name);
    return leave;
  });
  return { inside, places };
}

describe('Slots', () => {
  it('gives a free slot to the first waiting request', async () => {
    const slots = new Slots(1);
    const { inside, places } = crowd(slots, ['a', 'b', 'c']);
    (await places[0])?.();
    (await places[1])?.();
    await places[2];
    expect([inside, slots.taken, slots.free]).toEqual([['a', 'b', 'c'], 1, 0]);
  });

  it('lets in as many as it grows by', async () => {
    const slots = new Slots(0);
    const { inside, places } = crowd(slots, ['a', 'b', 'c']);
    slots.setCapacity(2);
    await Promise.all(places.slice(0, 2));
    expect([inside, slots.taken, slots.capacity]).toEqual([['a', 'b'], 2, 2]);
  });

  it('keeps running requests when it shrinks, and admits no other until enough have ended', async () => {
    const slots = new Slots(3);
    const { inside, places } = crowd(slots, ['a', 'b', 'c', 'd']);
    const leaves = await Promise.all(places.slice(0, 3));
    slots.setCapacity(1);
    expect([slots.taken, slots.free]).toEqual([3, 0]);
    leaves[0]?.();
    leaves[1]?.();
    await nextTurn();
    expect(inside).toEqual(['a', 'b', 'c']);
    leaves[2]?.();
    await places[3];
    expect([inside, slots.taken]).toEqual([['a', 'b', 'c', 'd'], 1]);
  });

  it('counts one who leaves twice once', async () => {
    const slots = new Slots(2);
    const leave = await slots.acquire(never);
    await slots.acquire(never);
    leave();
    leave();
    expect(slots.taken).toBe(1);
  });

  it('forgets one who gave up waiting, and lets in the next', async () => {
    const slots = new Slots(1);
    const leave = await slots.acquire(never);
    const impatient = new AbortController();
    const given = slots.acquire(impatient.signal);
    const next = slots.acquire(never);
    const reason = new Interruption('pause');
    impatient.abort(reason);
    await expect(given).rejects.toBe(reason);
    leave();
    await next;
    expect(slots.taken).toBe(1);
  });

  it('is crowded while more are inside than there are places for', async () => {
    const slots = new Slots(2);
    const leave = await slots.acquire(never);
    await slots.acquire(never);
    expect(slots.isCrowded).toBe(false);
    slots.setCapacity(1);
    expect(slots.isCrowded).toBe(true);
    leave();
    expect(slots.isCrowded).toBe(false);
  });

  it('takes no place for one who had given up before asking', () => {
    const slots = new Slots(1);
    const reason = new Interruption('cancel');
    expect(() => slots.acquire(AbortSignal.abort(reason))).toThrow(reason);
    expect(slots.taken).toBe(0);
  });

  it('keeps the place of one who gave up once inside until that one leaves', async () => {
    const slots = new Slots(1);
    const controller = new AbortController();
    const leave = await slots.acquire(controller.signal);
    controller.abort();
    expect(slots.taken).toBe(1);
    leave();
    expect(slots.taken).toBe(0);
  });
});

describe('Mutex', () => {
  it('runs work one after the other, in order, also after one that failed', async () => {
    const mutex = new Mutex();
    const log: string[] = [];
    const gate = Promise.withResolvers<void>();
    const error = new Error('no');
    const first = mutex.run(async () => {
      log.push('first begins');
      await gate.promise;
      log.push('first ends');
      return 1;
    });
    const second = mutex.run(() => {
      log.push('second');
      return Promise.reject(error);
    });
    const third = mutex.run(() => {
      log.push('third');
      return Promise.resolve(3);
    });
    const results = Promise.allSettled([first, second, third]);
    gate.resolve();
    expect(await results).toEqual([
      { status: 'fulfilled', value: 1 },
      { status: 'rejected', reason: error },
      { status: 'fulfilled', value: 3 },
    ]);
    expect(log).toEqual(['first begins', 'first ends', 'second', 'third']);
  });
});
