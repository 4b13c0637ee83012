import { describe, expect, it } from 'vitest';
import { responseTimeout } from '../../../../main/transfer/connection/response-timeout.ts';

const MiB = 1024 * 1024;

describe('the timeout for a response', () => {
  it('is the idle time-out without a body', () => {
    expect(responseTimeout(30_000, 0, 12_345)).toBe(30_000);
  });

  it('grows by the time that a full send buffer needs at the pace seen', () => {
    expect(responseTimeout(30_000, 8 * MiB, 80_000)).toBe(30_000 + 40_000);
  });

  it('grows by no more than the whole body took', () => {
    expect(responseTimeout(30_000, MiB, 20_000)).toBe(50_000);
  });
});
