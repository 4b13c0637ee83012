import { describe, expect, it } from 'vitest';
import { SlotPool } from '../../../../main/transfer/workers/slot-pool.ts';

const wanted = (): boolean => false;

describe('row 43: the pool of slots', () => {
  it('lends each slot once, none of them touching another', async () => {
    const pool = new SlotPool(3, 100);
    const slots = [pool.take(wanted), pool.take(wanted), pool.take(wanted)];
    for (const [index, slot] of slots.entries()) (await slot)?.bytes.fill(index + 1);
    expect([...pool.memory.bytes].sort()).toEqual(
      [1, 2, 3].flatMap((value) => Array<number>(100).fill(value)),
    );
  });

  it('lends the slot that came back last first', async () => {
    const pool = new SlotPool(3, 10);
    const first = await pool.take(wanted);
    if (first === undefined) throw new Error('no slot');
    pool.give(first);
    expect(await pool.take(wanted)).toBe(first);
  });

  it('serves those who wait in turn and passes over those who left', async () => {
    const pool = new SlotPool(1, 10);
    const slot = await pool.take(wanted);
    if (slot === undefined) throw new Error('no slot');
    const order: string[] = [];
    let left = false;
    const waiting = [
      Promise.resolve(pool.take(() => left)).then((got) => order.push(`left: ${typeof got}`)),
      Promise.resolve(pool.take(wanted)).then((got) => order.push(`stayed: ${typeof got}`)),
    ];
    left = true;
    pool.give(slot);
    await Promise.all(waiting);
    expect(order).toEqual(['left: undefined', 'stayed: object']);
  });

  it('lets those go at once who say so', async () => {
    const pool = new SlotPool(1, 10);
    await pool.take(wanted);
    let left = false;
    const waiting = pool.take(() => left);
    left = true;
    pool.dismissWaiters();
    expect(await waiting).toBeUndefined();
  });

  it('has plenty only while more than half is free', async () => {
    const pool = new SlotPool(4, 10);
    expect(pool.isPlenty).toBe(true);
    await pool.take(wanted);
    expect(pool.isPlenty).toBe(true);
    await pool.take(wanted);
    expect(pool.isPlenty).toBe(false);
  });

  it('keeps bytes for their request until a slot is needed, the oldest first', async () => {
    const pool = new SlotPool(2, 10);
    const [one, other] = [await pool.take(wanted), await pool.take(wanted)];
    if (one === undefined || other === undefined) throw new Error('no slot');
    pool.keep(1, one);
    pool.keep(2, other);
    expect(pool.isPlenty).toBe(true);
    expect(await pool.take(wanted)).toBe(one);
    expect(pool.takeKept(1)).toBeUndefined();
    expect(pool.takeKept(2)).toBe(other);
    expect(pool.takeKept(2)).toBeUndefined();
  });

  it('keeps no bytes while a request waits for a slot', async () => {
    const pool = new SlotPool(1, 10);
    const slot = await pool.take(wanted);
    if (slot === undefined) throw new Error('no slot');
    const waiting = pool.take(wanted);
    pool.keep(1, slot);
    expect(await waiting).toBe(slot);
    expect(pool.takeKept(1)).toBeUndefined();
  });
});
