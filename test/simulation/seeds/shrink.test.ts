import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { expect, it } from 'vitest';
import type { ShrinkOutcome } from '../planted-bugs/shrink-worker.ts';

async function failWith(workerData: string): Promise<ShrinkOutcome> {
  const worker = new Worker(new URL('../planted-bugs/shrink-worker.ts', import.meta.url), {
    workerData,
  });
  const [outcome] = (await once(worker, 'message')) as [ShrinkOutcome];
  return outcome;
}

it('a failure names its seed and the least that still fails, as a command that shows it', async () => {
  const outcome = await failWith('drop the last part');
  expect(outcome.failure).toMatch(
    /^seed (\d+), invariant \d+: .+\n {2}node test\/simulation\/replay\.ts --seed \1 --actions \S+ --faults \S+ --crashes \S+$/,
  );
  expect(outcome.actions.kept).toBeLessThan(outcome.actions.whole);
  const invariant = Number(/invariant (\d+)/.exec(outcome.failure)?.[1]);
  expect(outcome.replayed[0]?.invariant).toBe(invariant);
});
