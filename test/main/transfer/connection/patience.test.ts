import { describe, expect, it } from 'vitest';
import { answerPatience } from '../../../../main/transfer/connection/patience.ts';

const MiB = 1024 * 1024;

describe('the patience for an answer', () => {
  it('is the idle time-out without a body', () => {
    expect(answerPatience(30_000, 0, 12_345)).toBe(30_000);
  });

  it('grows by the time that a full send buffer needs at the pace seen', () => {
    expect(answerPatience(30_000, 8 * MiB, 80_000)).toBe(30_000 + 40_000);
  });

  it('grows by no more than the whole body took', () => {
    expect(answerPatience(30_000, MiB, 20_000)).toBe(50_000);
  });
});
