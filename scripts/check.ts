/** `npm run check`: types, lint and format. The exit code is 1 when a check fails. */
import { describeCheck, runChecks } from './run-checks.ts';

const results = await runChecks((result) => {
  console.log(describeCheck(result));
});
process.exitCode = results.every(({ passed }) => passed) ? 0 : 1;
