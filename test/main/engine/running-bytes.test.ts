import { describe, expect, it } from 'vitest';
import { SpeedWindow, UploadSpeeds, RunningBytes } from '../../../main/engine/running-bytes.ts';
import { ManualClock } from './manual-clock.ts';

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
    const rates = [{ batchId: 1, speed: 1000, filesPerSecond: 0 }];
    expect(uploads.rates(new Set([1]), clock.monotonic())).toEqual(rates);
  });

  it('count the files that end, from the first second on, also those without bytes', async () => {
    const [uploads, clock] = [new UploadSpeeds(), new ManualClock()];
    const files = async (seconds: number): Promise<number> => {
      for (let count = 0; count < seconds * 40; count += 1) {
        await clock.pass(25);
        uploads.ended(1, clock.monotonic());
      }
      return uploads.rates(new Set(), clock.monotonic())[0]?.filesPerSecond ?? 0;
    };
    uploads.begin(1, clock.monotonic());
    expect([await files(1), await files(5)]).toEqual([40, 40]);
    await clock.pass(3500);
    expect(uploads.rates(new Set(), clock.monotonic())).toEqual([]);
  });
});

function running(size: number, bytesSent: number) {
  const clock = new ManualClock();
  const uploads = new UploadSpeeds();
  const seen: number[] = [];
  const bytes = new RunningBytes({ batchId: 1, size, bytesSent }, uploads, clock, () =>
    seen.push(1),
  );
  return { bytes, clock, uploads, news: () => seen.length };
}

it('shows finished parts plus what is on the way', () => {
  const { bytes, news } = running(100, 20);
  const shown = [bytes.shown];
  const steps = [
    () => bytes.moved(2, 10),
    () => bytes.moved(3, 5),
    () => bytes.moved(2, 10),
    () => bytes.committedPart(2, 20),
    () => bytes.lostPart(3),
    () => bytes.moved(3, 20),
    () => bytes.restart(60),
  ];
  for (const step of steps) {
    step();
    shown.push(bytes.shown);
  }
  expect([shown, bytes.committed, news()]).toEqual([[20, 30, 35, 45, 45, 40, 60, 60], 60, 7]);
});

it('tells which parts are on the way, and how far', () => {
  const { bytes } = running(100, 20);
  bytes.moved(2, 10);
  bytes.moved(3, 5);
  bytes.moved(2, 10);
  const before = bytes.partsMoving;
  bytes.committedPart(2, 20);
  bytes.lostPart(3);
  expect([before, bytes.partsMoving]).toEqual([
    [
      [2, 20],
      [3, 5],
    ],
    [],
  ]);
});

it('never shows more than the size, which may turn out to be another', () => {
  const { bytes } = running(100, 90);
  bytes.moved(1, 25);
  const before = bytes.shown;
  bytes.resize(110);
  expect([before, bytes.shown]).toEqual([100, 110]);
});

it('counts what moved for its own speed and for that of its upload', async () => {
  const { bytes, clock, uploads } = running(10_000, 0);
  uploads.moved(1, 1000, 0);
  bytes.moved(1, 3000);
  bytes.lostPart(1);
  await clock.pass(1000);
  expect([bytes.speed, uploads.rates(new Set(), 1000)]).toEqual([
    3000,
    [{ batchId: 1, speed: 4000, filesPerSecond: 0 }],
  ]);
});
