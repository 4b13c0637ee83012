import { describe, expect, it } from 'vitest';
import { SpeedWindow, UploadSpeeds } from '../../../../main/engine/progress/upload-speeds.ts';
import { RunningBytes } from '../../../../main/engine/progress/running-bytes.ts';
import { ManualClock } from '../manual-clock.ts';

describe('SpeedWindow', () => {
  it('averages over the time there was, and then over three seconds', () => {
    const window = new SpeedWindow(1000);
    window.add(500, 1000);
    const rates = [1000, 1100, 1500, 2000, 4000].map((now) => window.rate(now));
    expect(rates).toEqual([2000, 2000, 1000, 500, 167]);
  });

  it('forgets what is older', () => {
    const window = new SpeedWindow(0);
    for (let now = 0; now < 20_000; now += 100) window.add(100, now);
    expect([window.rate(30_000), new SpeedWindow(0).rate(10)]).toEqual([0, 0]);
  });

  it('tells a steady speed', () => {
    const window = new SpeedWindow(0);
    for (let now = 0; now < 20_000; now += 250) window.add(250, now);
    expect(window.rate(19_999)).toBe(1000);
  });

  it('is never negative', () => {
    const window = new SpeedWindow(0);
    window.add(-700, 100);
    expect(window.rate(1000)).toBe(0);
  });
});

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
