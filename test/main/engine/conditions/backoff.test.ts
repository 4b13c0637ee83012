import { describe, expect, it } from 'vitest';
import { backoffDelay } from '../../../../main/engine/conditions/backoff.ts';

const attempts = [1, 2, 3, 6, 7, 8, 100, 5000];

describe('backoffDelay', () => {
  it('doubles its range up to a minute and uses all of it', () => {
    expect(attempts.map((attempt) => backoffDelay(attempt, { next: () => 0.999_999 }))).toEqual([
      1000, 2000, 4000, 32_000, 60_000, 60_000, 60_000, 60_000,
    ]);
    expect(attempts.map((attempt) => backoffDelay(attempt, { next: () => 0 }))).toEqual(
      attempts.map(() => 0),
    );
  });

  it('is never shorter than the server demanded', () => {
    const half = { next: () => 0.5 };
    expect([backoffDelay(1, half, 90_000), backoffDelay(1, half, 100)]).toEqual([90_000, 500]);
  });
});
