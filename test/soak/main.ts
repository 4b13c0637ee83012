/**
 * Simulates seed after seed for as long as one likes: `npm run soak -- --minutes 10 --seed 1`.
 * Exit 0 when every invariant held, else 1 with the command that shows the failure again.
 */
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import type { SeedReport } from '../simulation/run-seeds.ts';
import { shareSeeds } from '../simulation/share-seeds.ts';
import { faultNames } from '../simulation/world/faults.ts';

interface Wish {
  readonly minutes: number;
  readonly seed: number;
}

/** @returns undefined when the arguments make no sense */
function readArguments(args: readonly string[]): Wish | undefined {
  const { values } = parseArgs({
    args: [...args],
    options: {
      minutes: { type: 'string', default: '10' },
      seed: { type: 'string', default: '1' },
    },
  });
  const minutes = Number(values.minutes);
  const seed = Number(values.seed);
  return minutes > 0 && Number.isSafeInteger(seed) ? { minutes, seed } : undefined;
}

function tell(report: SeedReport): void {
  const days = (report.milliseconds / 86_400_000).toFixed(1);
  console.log(`${report.seeds} seeds, each twice; ${report.events} events in ${days} virtual days`);
  for (const name of faultNames) {
    console.log(`  ${name.padEnd(24)}${String(report.fired.get(name) ?? 0).padStart(10)}`);
  }
  for (const failure of report.failures) console.log(failure);
  console.log(report.failures.length === 0 ? 'Every invariant held.' : 'Invariants were broken.');
}

const wish = readArguments(process.argv.slice(2));
if (wish === undefined) {
  console.error('Use: npm run soak -- --minutes 10 --seed 1');
  process.exitCode = 2;
} else {
  const { minutes, seed } = wish;
  const range = { first: seed, last: Number.MAX_SAFE_INTEGER, milliseconds: minutes * 60_000 };
  const report = await shareSeeds(Math.min(4, availableParallelism()), range);
  tell(report);
  process.exitCode = report.failures.length > 0 ? 1 : 0;
}
