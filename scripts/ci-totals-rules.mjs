/**
 * The counts of vitest's JSON reporter; a suite that could not be loaded counts as failed.
 * https://vitest.dev/guide/reporters.html#json-reporter
 *
 * @typedef {object} TestReport
 * @property {number} numPassedTests
 * @property {number} numFailedTests
 * @property {number} numPendingTests
 * @property {number} numTodoTests
 */

/**
 * Adds the results of the tests and of the other steps. The step `tests` has its own counts. It
 * adds a failure only when it failed without a failed test: in the set-up, the types, the lint, or
 * a file that did not load.
 *
 * @param {TestReport | undefined} report undefined if the tests did not run
 * @param {Readonly<Record<string, number>>} exitCodes of each step
 */
export function addTotals(report, exitCodes) {
  const { tests = 1, ...others } = exitCodes;
  const passedSteps = Object.values(others).filter((code) => code === 0).length;
  const failedSteps = Object.keys(others).length - passedSteps;
  const failedTests = report?.numFailedTests ?? 0;
  const hiddenFailure = failedTests === 0 && (tests !== 0 || report === undefined) ? 1 : 0;
  return {
    passed: (report?.numPassedTests ?? 0) + passedSteps,
    failed: failedTests + hiddenFailure + failedSteps,
    skipped: (report?.numPendingTests ?? 0) + (report?.numTodoTests ?? 0),
  };
}
