import { describe, expect, it } from 'vitest';
import { expectDone } from '../../helpers/expect-transfer.ts';
import type { FerryUnderTest } from '../../helpers/ferry-under-test.ts';
import { abortPoints, uploadPoints, type CrashPlace, type NamedPoint } from './crash-places.ts';
import { content, copyOf, crashAt, type Crashed } from './crash-run.ts';

/** The second part of five: one is on disk then, and a third one on the way. */
const timeOf = ({ name }: NamedPoint): number => (name.startsWith('part ') ? 2 : 1);

const sides = (points: readonly NamedPoint[]): [string, string, CrashPlace, number][] =>
  points.flatMap((point) => [
    ['before', point.name, point.before, timeOf(point)],
    ['after', point.name, point.after, timeOf(point)],
  ]);

/** What was on disk is not sent again, and all parts went to one and the same upload. */
function expectNothingTwice({ ferry, committed, seen }: Crashed): void {
  const parts = ferry.sandbox.journal.entries.filter(({ operation }) => operation === 'UploadPart');
  const later = ferry.sandbox.journal.entries.slice(seen).filter((entry) => parts.includes(entry));
  const numbers = later.map(({ partNumber }) => partNumber);
  expect(numbers.filter((number) => committed.parts.includes(number ?? 0))).toEqual([]);
  expect(new Set(parts.map(({ uploadId }) => uploadId)).size).toBe(1);
  expect(new Set(numbers).size).toBe(numbers.length);
}

async function expectToGoOn(crashed: Crashed): Promise<void> {
  const { ferry } = crashed;
  await ferry.restart();
  await ferry.cleanedUp();
  expectNothingTwice(crashed);
  expect(await ferry.rows()).toHaveLength(1);
  await expectDone(ferry, 'film.mp4', content);
  expect(await ferry.remote.keys()).toEqual(['film.mp4']);
}

async function expectToBeCancelled(ferry: FerryUnderTest): Promise<void> {
  const { faults } = ferry.sandbox;
  const objects = await ferry.remote.keys();
  // The first request of the new process is cancelled before it gets a response.
  const held = faults.add({ when: {}, times: Infinity, fault: { kind: 'hold' } });
  await ferry.restart();
  const isDone = (await ferry.row('film.mp4')).state.name === 'done';
  expect(await ferry.engine.cancel({ all: true })).toBe(isDone ? 0 : 1);
  held.remove();
  await ferry.cleanedUp();
  expect((await ferry.row('film.mp4')).state.name).toBe(isDone ? 'done' : 'cancelled');
  expect(await ferry.remote.uploads()).toEqual([]);
  // An object that OSS had put together stays: nothing that exists is deleted.
  expect(await ferry.remote.keys()).toEqual(objects);
}

describe('a process that is killed at a named point', () => {
  it.each(sides(uploadPoints))(
    'row 44: %s "%s" goes on where it was, and nothing is left of a cancel',
    async (_moment, _name, place, time) => {
      const crashed = await crashAt(place, time);
      const copy = await copyOf(crashed);
      await Promise.all([expectToGoOn(crashed), expectToBeCancelled(copy)]);
    },
  );
});

describe('a process that is killed while it cancels', () => {
  it.each(sides(abortPoints))('row 53: %s "%s"', async (_moment, _name, place, time) => {
    const { ferry } = await crashAt(place, time, 2);
    await ferry.restart();
    await ferry.cleanedUp();
    expect(await ferry.rows()).toMatchObject([{ state: { name: 'cancelled' } }]);
    expect(await ferry.remote.uploads()).toEqual([]);
    expect(await ferry.remote.keys()).toEqual([]);
  });
});
