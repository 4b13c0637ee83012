import { type Contender, ferry, type Ground } from './contenders.ts';
import type { Measurement, Order } from './measurement.ts';
import { median, pairedRatio, type PairedRatio } from './statistics.ts';

/** Ferry beside one other, over all rounds. */
export interface Comparison {
  readonly title: string;
  readonly contender: string;
  /** How many times faster Ferry was in wall time. */
  readonly speedup: PairedRatio;
  /** Ferry's processor time as a share of the other's; absent where it cannot be told. */
  readonly cpu?: PairedRatio;
  readonly theirSeconds: number;
  readonly theirCpuSeconds?: number;
}

export interface BenchResult {
  readonly title: string;
  readonly ferry: {
    readonly seconds: number;
    /** `undefined`, as those below, where whole processes are measured. */
    readonly cpuSeconds: number | undefined;
    readonly peakMemory: number | undefined;
    readonly loopDelay: number | undefined;
  };
  readonly comparisons: readonly Comparison[];
}

/**
 * Lets all contenders upload in turn, round after round, so that each round is one pair with each
 * of the others. The first contender changes from round to round.
 * @param orderOf what all upload in a round, counted from 0
 * @param ours the form of Ferry that is compared
 */
export async function compare(
  title: string,
  orderOf: (round: number) => Omit<Order, 'scratch' | 'tuned' | 'filesAtOnce'>,
  others: readonly Contender[],
  rounds: number,
  ground: Ground,
  log: (line: string) => void,
  ours: Contender = ferry,
): Promise<BenchResult> {
  const contenders = [ours, ...others];
  const results = new Map<Contender, Measurement[]>(contenders.map((one) => [one, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (let turn = 0; turn < contenders.length; turn += 1) {
      const contender = contenders[(turn + round) % contenders.length];
      if (contender === undefined) continue;
      const measured = await contender.upload(orderOf(round), ground);
      results.get(contender)?.push(measured);
      log(`${title}, round ${round + 1}: ${contender.name} ${measured.seconds.toFixed(2)} s`);
    }
  }
  const own = results.get(ours) ?? [];
  return {
    title,
    ferry: {
      seconds: median(own.map((one) => one.seconds)),
      cpuSeconds: summary(own, (one) => one.cpuSeconds, median),
      peakMemory: summary(
        own,
        (one) => one.peakMemory,
        (all) => Math.max(...all),
      ),
      loopDelay: summary(own, (one) => one.loopDelay, median),
    },
    comparisons: others.map((other) => paired(title, own, other, results.get(other) ?? [])),
  };
}

/** Summarizes what every run measured; `undefined` where one did not. */
function summary(
  runs: readonly Measurement[],
  pick: (run: Measurement) => number | undefined,
  summarize: (all: readonly number[]) => number,
): number | undefined {
  const all = runs.flatMap((run) => pick(run) ?? []);
  return all.length === runs.length ? summarize(all) : undefined;
}

function paired(
  title: string,
  ours: readonly Measurement[],
  other: Contender,
  theirs: readonly Measurement[],
): Comparison {
  const seconds = (all: readonly Measurement[]) => all.map((one) => one.seconds);
  const cpu = (all: readonly Measurement[]) => all.flatMap((one) => one.cpuSeconds ?? []);
  const known = [ours, theirs].every((all) => cpu(all).length === all.length);
  return {
    title,
    contender: other.name,
    speedup: pairedRatio(seconds(theirs), seconds(ours)),
    theirSeconds: median(seconds(theirs)),
    ...(known && {
      cpu: pairedRatio(cpu(ours), cpu(theirs)),
      theirCpuSeconds: median(cpu(theirs)),
    }),
  };
}
