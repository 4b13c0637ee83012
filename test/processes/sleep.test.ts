import { expect, it } from 'vitest';
import { rowsOf, startDriver } from '../helpers/driver/driver-process.ts';
import { partsSent } from '../helpers/expect-transfer.ts';
import { startFerryUnderTest } from '../helpers/ferry-under-test.ts';
import { KiB, quickSettings } from '../helpers/quick-settings.ts';
import { noise } from '../helpers/source-content.ts';

const content = noise(450 * KiB);
const hour = 3_600_000;

/*
 * A stopped process stands for a computer that sleeps: no thread runs, no timer fires, no socket is
 * read. How long it sleeps does not matter, but what happens meanwhile: the server gives up its
 * connections, and its clock is an hour ahead of the one that signs. So the process stops for a
 * moment, and the world moves on.
 */
it('row 41: a process that stood still for an hour goes on with what is missing', async () => {
  let ahead = 0;
  const ferry = await startFerryUnderTest({
    stopped: true,
    sandbox: { now: () => Date.now() + ahead },
  });
  const held = ferry.sandbox.faults.add({
    when: { operation: 'UploadPart' },
    after: 2,
    times: Infinity,
    fault: { kind: 'hold' },
  });
  const child = startDriver({
    sandbox: ferry.sandbox,
    databaseFile: ferry.databaseFile,
    roots: [ferry.write('film.mp4', content)],
    settings: { ...quickSettings, partsPerFile: 2 },
  });
  await child.said(['part'], 2);
  await held.nextFired();
  await child.stop();
  const before = ferry.sandbox.journal.entries.map(({ uploadId }) => uploadId);
  await ferry.cutNetwork();
  ahead = hour;
  await ferry.restoreNetwork();
  child.goOn();
  const { exitCode, errors, lines } = await child.ended;
  expect({ exitCode, errors }).toEqual({ exitCode: 0, errors: '' });
  expect(rowsOf(lines, 'last')).toMatchObject([{ state: { name: 'done', verified: 'crc64' } }]);
  const done = lines.flatMap((line) => (line.type === 'part' ? [line.number] : []));
  expect(done.toSorted()).toEqual([1, 2, 3, 4, 5]);
  // Nothing that was done before the sleep is among what was sent after it.
  const later = Object.keys(partsSent(ferry.sandbox)).map(Number);
  expect(later).toEqual(done.slice(2).toSorted());
  const uploads = ferry.sandbox.journal.find({ operation: 'UploadPart' });
  expect(uploads.every(({ uploadId }) => before.includes(uploadId))).toBe(true);
  ahead = 0;
  expect((await ferry.remote.read('film.mp4'))?.equals(content)).toBe(true);
  expect(await ferry.remote.uploads()).toEqual([]);
});
