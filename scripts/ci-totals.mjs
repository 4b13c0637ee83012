// Ends a CI run: node scripts/ci-totals.mjs VITEST.json tests=EXITCODE demo=EXITCODE … Prints "N
// passed, N failed" over the tests and the other steps, and fails if a step failed. Plain
// JavaScript, because it must also run on the machine's Node after a failed set-up.
import { existsSync, readFileSync } from 'node:fs';
import { addTotals } from './ci-totals-rules.mjs';

const [report = '', ...steps] = process.argv.slice(2);
const exitCodes = Object.fromEntries(
  steps.map((step) => {
    const [name = '', code = ''] = step.split('=');
    return /** @type {const} */ ([name, Number(code)]);
  }),
);
const tests = existsSync(report) ? JSON.parse(readFileSync(report, 'utf8')) : undefined;
const { passed, failed, skipped } = addTotals(tests, exitCodes);
const tail = skipped > 0 ? `, ${skipped} skipped` : '';
process.stdout.write(`${passed} passed, ${failed} failed${tail}\n`);
process.exitCode = failed > 0 ? 1 : 0;
