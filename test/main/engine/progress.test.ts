import { expect, it } from 'vitest';
import type { EnginePorts, ProgressUpdate } from '../../../main/engine/api.ts';
import { Progress } from '../../../main/engine/progress.ts';
import { sketchRow } from '../../helpers/doubles/fake-queue.ts';
import { ManualClock } from './manual-clock.ts';

function openProgress() {
  const clock = new ManualClock();
  const updates: ProgressUpdate[] = [];
  const progress = new Progress({
    ports: { clock } as unknown as EnginePorts,
    counters: () => Promise.reject(new Error('not read')),
    running: () => [],
    conditions: () => ({ engine: { name: 'running' }, conditions: [], scanning: 0 }),
    fatal: () => undefined,
  });
  progress.subscribe((update) => void updates.push(update));
  return { clock, progress, updates };
}

it('publishes how many files ended a second, until none did for three seconds', async () => {
  const { clock, progress, updates } = openProgress();
  for (let id = 1; id <= 30; id += 1) {
    const row = sketchRow({ id, batchId: 1 });
    progress.moved(row, { name: 'uploading' }, 0);
    progress.moved(row, { name: id % 2 === 0 ? 'done' : 'skipped' } as typeof row.state, 0);
  }
  for (let step = 0; step < 50; step += 1) await clock.pass(100);
  const rates = updates.map(({ speeds }) => speeds[0]?.filesPerSecond ?? 0);
  expect(rates[0]).toBe(120);
  expect(rates).toContain(10);
  expect(rates.at(-1)).toBe(0);
  await progress.stop();
});
