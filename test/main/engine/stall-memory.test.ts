import { describe, expect, it } from 'vitest';
import { StallMemory } from '../../../main/engine/stall-memory.ts';

const MiB = 1024 * 1024;

function stall(memory: StallMemory, times: number): void {
  for (let count = 0; count < times; count += 1) memory.stalled();
}

describe('StallMemory', () => {
  it('halves parts after every third stall in a row, six times at most', () => {
    const memory = new StallMemory();
    const sizes = [2, 1, 3, 30].map((stalls) => {
      stall(memory, stalls);
      return memory.partSize(256 * MiB) / MiB;
    });
    expect(sizes).toEqual([256, 128, 64, 4]);
  });

  it('goes back one step for each transfer that comes through, which also ends the row', () => {
    const memory = new StallMemory();
    stall(memory, 8);
    memory.moved();
    stall(memory, 2);
    const after = memory.partSize(64 * MiB) / MiB;
    memory.moved();
    memory.moved();
    expect([after, memory.partSize(64 * MiB) / MiB]).toEqual([32, 64]);
  });

  it('makes no part smaller than 1 MiB, and none larger than wanted', () => {
    const memory = new StallMemory();
    stall(memory, 18);
    expect([3 * MiB, 200_000].map((wanted) => memory.partSize(wanted))).toEqual([MiB, 200_000]);
  });
});
