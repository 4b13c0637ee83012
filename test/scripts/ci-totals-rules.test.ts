import { describe, expect, it } from 'vitest';
import { addTotals } from '../../scripts/ci-totals-rules.mjs';

const green = { numPassedTests: 40, numFailedTests: 0, numPendingTests: 0, numTodoTests: 0 };

describe('addTotals', () => {
  it('adds the other steps to the tests', () => {
    expect(addTotals(green, { tests: 0, demo: 0 })).toEqual({ passed: 41, failed: 0, skipped: 0 });
    expect(addTotals(green, { tests: 0, demo: 1 })).toEqual({ passed: 40, failed: 1, skipped: 0 });
  });

  it('counts failed and skipped tests as the runner does', () => {
    const report = { ...green, numFailedTests: 2, numPendingTests: 1, numTodoTests: 1 };
    expect(addTotals(report, { tests: 1 })).toEqual({ passed: 40, failed: 2, skipped: 2 });
  });

  it('never ends green when the tests did not', () => {
    expect(addTotals(green, { tests: 1 }).failed).toBe(1);
    expect(addTotals(undefined, { tests: 1 }).failed).toBe(1);
    expect(addTotals(undefined, { tests: 0 }).failed).toBe(1);
    expect(addTotals(green, {}).failed).toBe(1);
  });
});
