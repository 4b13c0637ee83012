import { expect, it } from 'vitest';
import { RunningBytes } from '../../../../main/engine/progress/running-bytes.ts';
import { UploadSpeeds } from '../../../../main/engine/progress/upload-speeds.ts';
import { ManualClock } from '../manual-clock.ts';

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
  uploads.add(1, 1000, 0);
  bytes.moved(1, 3000);
  bytes.lostPart(1);
  await clock.pass(1000);
  expect([bytes.speed, uploads.rates(new Set(), 1000)]).toEqual([
    3000,
    [{ batchId: 1, speed: 4000 }],
  ]);
});
