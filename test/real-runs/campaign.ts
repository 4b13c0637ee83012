import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startSandbox } from '../../sandbox/server.ts';
import { conflictPolicies, type ConflictPolicy } from '../../shared/upload/upload-options.ts';
import { httpFaultKinds, type HttpFaultKind } from '../fault-proxy/http-fault.ts';
import { combinations, lanes, type Lane } from './draw-run.ts';
import { runOnce, type RunOutcome } from './run-once.ts';

export interface CampaignOptions {
  readonly firstSeed: number;
  readonly runs: number;
  /** Called for each run that went wrong, at its end. */
  readonly onFailure?: (outcome: RunOutcome) => void;
}

/** How often a fault struck under a policy, in both lanes. */
export interface StrikeCount {
  readonly policy: ConflictPolicy;
  readonly kind: HttpFaultKind;
  readonly struck: Readonly<Record<Lane, number>>;
}

export interface CampaignReport {
  readonly runs: number;
  readonly failures: readonly RunOutcome[];
  readonly strikes: readonly StrikeCount[];
  /** Combinations that so many runs should have tried and that none has. */
  readonly missed: readonly string[];
}

/** A run waits for time-outs and disks most of its time: several at once end sooner. */
const runsAtOnce = 6;

/** Retries wait for a random time up to half a second and more; the least of it is as good. */
async function withShortBackoff<Value>(work: () => Promise<Value>): Promise<Value> {
  const { random } = Math;
  Math.random = () => 0.02;
  try {
    return await work();
  } finally {
    Math.random = random;
  }
}

/** Runs seed after seed against one real server, several at a time, and adds up what happened. */
export async function runRealCampaign(options: CampaignOptions): Promise<CampaignReport> {
  const { firstSeed, runs, onFailure = () => undefined } = options;
  const folder = mkdtempSync(path.join(tmpdir(), 'ferry-campaign-'));
  const sandbox = await startSandbox({ dataDirectory: path.join(folder, 'server') });
  const counts = new Map<string, number>();
  const failures: RunOutcome[] = [];
  let next = firstSeed;

  async function work(): Promise<void> {
    while (next < firstSeed + runs) {
      const seed = next;
      next += 1;
      const outcome = await runOnce(sandbox, seed);
      const { policy, lane } = outcome.run;
      for (const kind of outcome.struck) {
        const name = `${policy} ${kind} ${lane}`;
        counts.set(name, (counts.get(name) ?? 0) + 1);
      }
      if (outcome.wrong.length === 0) continue;
      failures.push(outcome);
      onFailure(outcome);
    }
  }

  try {
    await withShortBackoff(() => Promise.all(Array.from({ length: runsAtOnce }, work)));
  } finally {
    await sandbox.close();
    rmSync(folder, { recursive: true, force: true });
  }
  const strikes = conflictPolicies.flatMap((policy) =>
    httpFaultKinds.map((kind) => {
      const count = (lane: Lane): number => counts.get(`${policy} ${kind} ${lane}`) ?? 0;
      return { policy, kind, struck: { put: count('put'), multipart: count('multipart') } };
    }),
  );
  return { runs, failures, strikes, missed: missedOf(strikes, runs) };
}

/** What never struck although there were seeds enough to bring it. */
export function missedOf(strikes: readonly StrikeCount[], runs: number): string[] {
  return strikes.flatMap(({ policy, kind, struck }) => {
    if (runs >= combinations * lanes.length) {
      return lanes
        .filter((lane) => struck[lane] === 0)
        .map((lane) => `${kind} under ${policy}, ${lane}`);
    }
    const sum = struck.put + struck.multipart;
    return runs >= combinations && sum === 0 ? [`${kind} under ${policy}`] : [];
  });
}

/** One line for a run that went wrong, with the command that shows it again. */
export function failureLine({ run, wrong, struck }: RunOutcome): string {
  const { seed, lane, policy, former, size } = run;
  const what = `${lane} of ${size} B, ${policy}, before: ${former}, struck: ${struck.join(', ')}`;
  return `seed ${seed} (${what}): ${wrong.join('; ')}\n  npm run soak -- --real --runs 1 --seed ${seed}`;
}

/** What a campaign did: how often each fault struck under each policy, PUTs and multiparts apart. */
export function reportLines({ runs, failures, strikes, missed }: CampaignReport): string[] {
  const cell = (kind: HttpFaultKind, policy: ConflictPolicy): string => {
    const found = strikes.find((entry) => entry.kind === kind && entry.policy === policy);
    return `${found?.struck.put ?? 0}+${found?.struck.multipart ?? 0}`.padStart(15);
  };
  return [
    `${runs} runs, ${failures.length} of them wrong; strikes in single PUTs + in multiparts:`,
    `${''.padEnd(14)}${conflictPolicies.map((policy) => policy.padStart(15)).join('')}`,
    ...httpFaultKinds.map(
      (kind) =>
        `${kind.padEnd(14)}${conflictPolicies.map((policy) => cell(kind, policy)).join('')}`,
    ),
    ...missed.map((what) => `Never struck: ${what}`),
  ];
}
