import { describe, expect, it } from 'vitest';
import { RunningBytes } from '../../../../main/engine/progress/running-bytes.ts';
import { UploadSpeeds } from '../../../../main/engine/progress/upload-speeds.ts';
import { ManualClock } from '../manual-clock.ts';

const hour = 3_600_000;

function openFile(uploads: UploadSpeeds, clock: ManualClock, batchId: number): RunningBytes {
  const transfer = { batchId, size: 1e9, bytesSent: 0 };
  return new RunningBytes(transfer, uploads, clock, () => undefined);
}

describe('the speeds of uploads', () => {
  it('are those of their files from the first second on, however long Ferry has run', async () => {
    const [uploads, clock] = [new UploadSpeeds(), new ManualClock()];
    await clock.pass(hour);
    const one = openFile(uploads, clock, 1);
    const seen: [number, number][] = [];
    for (let step = 0; step < 20; step += 1) {
      one.moved(1, 250_000);
      await clock.pass(250);
      const [upload] = uploads.rates(new Set([1]), clock.monotonic());
      seen.push([upload?.speed ?? 0, one.speed]);
    }
    expect(seen.every(([upload, file]) => upload === file)).toBe(true);
    expect(seen[0]).toEqual([1_000_000, 1_000_000]);
  });

  it('of a second upload are right at once, too', async () => {
    const [uploads, clock] = [new UploadSpeeds(), new ManualClock()];
    const first = openFile(uploads, clock, 1);
    for (let step = 0; step < 12; step += 1) {
      first.moved(1, 1000);
      await clock.pass(250);
    }
    openFile(uploads, clock, 2).moved(1, 5000);
    await clock.pass(250);
    const rates = uploads.rates(new Set([1, 2]), clock.monotonic());
    expect(rates.map(({ batchId }) => batchId)).toEqual([1, 2]);
    expect(rates[1]?.speed).toBe(20_000);
  });

  it('begin anew after a rest, and are forgotten with the last byte', async () => {
    const [uploads, clock] = [new UploadSpeeds(), new ManualClock()];
    openFile(uploads, clock, 1).moved(1, 9000);
    await clock.pass(3500);
    expect(uploads.rates(new Set(), clock.monotonic())).toEqual([]);
    const again = openFile(uploads, clock, 1);
    await clock.pass(500);
    again.moved(1, 500);
    expect(uploads.rates(new Set([1]), clock.monotonic())).toEqual([{ batchId: 1, speed: 1000 }]);
  });
});
