/**
 * Runs one seed again and prints what happens: `node test/simulation/replay.ts --seed 12`, with
 * `--shrink` to find the least that still fails.
 */
import { parseArgs } from 'node:util';
import { runScenario } from './seeds/run-seed.ts';
import { readSelection, replayCommand, scenarioOf } from './seeds/selection.ts';
import { shrink } from './seeds/shrink.ts';

const { values } = parseArgs({
  options: {
    seed: { type: 'string' },
    actions: { type: 'string' },
    faults: { type: 'string' },
    crashes: { type: 'string' },
    shrink: { type: 'boolean' },
  },
});
const asked = readSelection({ ...values, shrink: undefined });
const selection = values.shrink === true ? await shrink(asked.seed) : asked;
const scenario = scenarioOf(selection);
const outcome = await runScenario(scenario, true);
const lines = [
  ...scenario.files.map((file) => `file ${JSON.stringify(file)}`),
  `settings ${JSON.stringify(scenario.settings)}`,
  `faults ${[...scenario.rates].map(([name, rate]) => `${name} ${rate}`).join(', ')}`,
  ...outcome.lines,
  ...outcome.violations.map(({ invariant, what }) => `invariant ${invariant} is broken: ${what}`),
  `states ${[...outcome.states].map(([name, count]) => `${name} ${count}`).join(', ')}`,
  `trace ${outcome.hash}`,
  replayCommand(selection),
];
process.stdout.write(`${lines.join('\n')}\n`);
process.exitCode = outcome.violations.length > 0 ? 1 : 0;
