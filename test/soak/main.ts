/**
 * Runs faults for as long as one likes: simulated ones by `npm run soak -- --minutes 10 --seed 1`,
 * real ones by `npm run soak -- --real --runs 1000 --seed 0`. Exit 0 when all held, else 1 with the
 * command that shows the failure again.
 */
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { failureLine, reportLines, runRealCampaign } from '../real-runs/campaign.ts';
import type { SeedReport } from '../simulation/seeds/run-seeds.ts';
import { shareSeeds } from '../simulation/seeds/share-seeds.ts';
import { faultNames } from '../simulation/world/faults.ts';

type Wish =
  | { readonly kind: 'simulated'; readonly minutes: number; readonly seed: number }
  | { readonly kind: 'real'; readonly runs: number; readonly seed: number };

const usage = [
  'Use: npm run soak -- --minutes 10 --seed 1',
  '     npm run soak -- --real --runs 1000 --seed 0',
].join('\n');

/** @returns undefined when the arguments make no sense */
function readArguments(args: readonly string[]): Wish | undefined {
  const { values } = parseArgs({
    args: [...args],
    options: {
      real: { type: 'boolean', default: false },
      runs: { type: 'string', default: '1000' },
      minutes: { type: 'string', default: '10' },
      seed: { type: 'string', default: '1' },
    },
  });
  const [minutes, runs, seed] = [Number(values.minutes), Number(values.runs), Number(values.seed)];
  if (!Number.isSafeInteger(seed) || seed < 0) return undefined;
  if (values.real)
    return runs > 0 && Number.isSafeInteger(runs) ? { kind: 'real', runs, seed } : undefined;
  return minutes > 0 ? { kind: 'simulated', minutes, seed } : undefined;
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

/** @returns whether every invariant held */
async function simulate(minutes: number, seed: number): Promise<boolean> {
  const range = { first: seed, last: Number.MAX_SAFE_INTEGER, milliseconds: minutes * 60_000 };
  const report = await shareSeeds(Math.min(4, availableParallelism()), range);
  tell(report);
  return report.failures.length === 0;
}

/** @returns whether no run went wrong and every combination was tried */
async function runForReal(runs: number, firstSeed: number): Promise<boolean> {
  const report = await runRealCampaign({
    firstSeed,
    runs,
    onFailure: (outcome) => {
      console.log(failureLine(outcome));
    },
  });
  for (const line of reportLines(report)) console.log(line);
  return report.failures.length === 0 && report.missed.length === 0;
}

const wish = readArguments(process.argv.slice(2));
if (wish === undefined) {
  console.error(usage);
  process.exitCode = 2;
} else {
  const held =
    wish.kind === 'real'
      ? await runForReal(wish.runs, wish.seed)
      : await simulate(wish.minutes, wish.seed);
  process.exitCode = held ? 0 : 1;
}
