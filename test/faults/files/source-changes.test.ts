import {
  appendFileSync,
  chmodSync,
  closeSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  utimesSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { describe, expect, it } from 'vitest';
import { expectDone, expectFailed, partsSent, requests } from '../../helpers/expect-transfer.ts';
import { startFerryUnderTest, type FerryUnderTest } from '../../helpers/ferry-under-test.ts';
import { KiB, partSize } from '../../helpers/quick-settings.ts';
import { noise } from '../../helpers/source-content.ts';

const content = noise(250 * KiB);
/** A whole second, which every file system keeps exactly. */
const longAgo = new Date(2001, 0);

/** Begins to send a file part by part, and stops the world when that part is on the way. */
async function holdPart(ferry: FerryUnderTest, partNumber: number) {
  const file = ferry.write('film.mp4', content);
  const part = ferry.sandbox.faults.add({
    when: { operation: 'UploadPart', partNumber },
    fault: { kind: 'hold' },
  });
  await ferry.add(file);
  await part.nextFired();
  return { file, release: () => part.release() };
}

function overwriteStart(file: string): void {
  const descriptor = openSync(file, 'r+');
  writeSync(descriptor, 'something else', 0);
  closeSync(descriptor);
}

const oneByOne = { settings: { partsPerFile: 1 } };

describe('the source, while it is being sent', () => {
  it('row 23: a file that grows, shrinks or is edited in place is not completed', async () => {
    const ferry = await startFerryUnderTest({ settings: { partsPerFile: 1, jobsAtOnce: 4 } });
    const changes: Readonly<Record<string, (file: string) => void>> = {
      'truncated.mp4': (file) => truncateSync(file, 150 * KiB),
      'appended.mp4': (file) => appendFileSync(file, 'more'),
      'edited.mp4': overwriteStart,
      'edited-and-dated-back.mp4': (file) => {
        overwriteStart(file);
        utimesSync(file, longAgo, longAgo);
      },
    };
    const first = ferry.sandbox.faults.add({
      when: { operation: 'UploadPart', partNumber: 1 },
      times: 4,
      fault: { kind: 'hold' },
    });
    const files = Object.keys(changes).map((name) => [name, ferry.write(name, content)] as const);
    for (const [, file] of files) utimesSync(file, longAgo, longAgo);
    await ferry.add(files.map(([, file]) => file));
    for (let held = 0; held < 4; held += 1) await first.nextFired();
    for (const [name, file] of files) changes[name]?.(file);
    first.release();
    await ferry.cleanedUp();
    for (const [name] of files) await expectFailed(ferry, name, { code: 'source-changed' });
    expect(requests(ferry.sandbox, 'UploadPart').applied).toBeGreaterThanOrEqual(4);
    expect(requests(ferry.sandbox, 'CompleteMultipartUpload').arrived).toBe(0);
    expect(await ferry.remote.uploads()).toEqual([]);
  });

  it('row 23: tried again, the changed file arrives as it is now', async () => {
    const ferry = await startFerryUnderTest(oneByOne);
    const { file, release } = await holdPart(ferry, 1);
    const changed = noise(220 * KiB, 'changed');
    writeFileSync(file, changed);
    release();
    await ferry.cleanedUp();
    await expectFailed(ferry, 'film.mp4', { code: 'source-changed' });
    await ferry.engine.retry({ all: true });
    await ferry.cleanedUp();
    await expectDone(ferry, 'film.mp4', changed);
  });

  it('row 23: a file that is only touched is read once more, and then completed', async () => {
    const ferry = await startFerryUnderTest(oneByOne);
    const { file, release } = await holdPart(ferry, 1);
    chmodSync(file, 0o600);
    release();
    await ferry.cleanedUp();
    expect(partsSent(ferry.sandbox)).toEqual({ 1: 1, 2: 1, 3: 1 });
    await expectDone(ferry, 'film.mp4', content);
  });

  it('row 23: of a file that is replaced arrives what was opened, and never a mixture', async () => {
    const ferry = await startFerryUnderTest(oneByOne);
    const { file, release } = await holdPart(ferry, 1);
    renameSync(ferry.write('new', noise(250 * KiB, 'new')), file);
    release();
    await ferry.cleanedUp();
    await expectDone(ferry, 'film.mp4', content);
  });

  it('row 23: a file that was replaced between two runs is not mixed with its older parts', async () => {
    const ferry = await startFerryUnderTest(oneByOne);
    const { file } = await holdPart(ferry, 2);
    await ferry.stop();
    renameSync(ferry.write('new', noise(250 * KiB, 'new')), file);
    await ferry.restart();
    await ferry.cleanedUp();
    await expectFailed(ferry, 'film.mp4', { code: 'source-changed' });
    expect(await ferry.remote.uploads()).toEqual([]);
  });

  it('row 23: a small file that changes under its only request is not called done', async () => {
    const ferry = await startFerryUnderTest();
    const put = ferry.sandbox.faults.add({
      when: { operation: 'PutObject' },
      fault: { kind: 'hold', point: 'response' },
    });
    const file = ferry.write('note.txt', noise(KiB));
    await ferry.add(file);
    await put.nextFired();
    overwriteStart(file);
    put.release();
    await ferry.cleanedUp();
    // The object is not known to be the file of any one moment.
    await expectFailed(ferry, 'note.txt', { code: 'object-differs' }, noise(KiB));
    await ferry.engine.retry({ all: true });
    await ferry.engine.settled();
    await expectDone(ferry, 'note.txt', readFileSync(file));
  });

  it('row 24: a file that is deleted meanwhile is finished from the open descriptor', async () => {
    const ferry = await startFerryUnderTest(oneByOne);
    const { file, release } = await holdPart(ferry, 1);
    rmSync(file);
    release();
    await ferry.cleanedUp();
    await expectDone(ferry, 'film.mp4', content);
  });

  it('row 24: after a restart a deleted file is missing, and its part stays for its return', async () => {
    const ferry = await startFerryUnderTest(oneByOne);
    const { file } = await holdPart(ferry, 2);
    await ferry.stop();
    const aside = `${file}.aside`;
    renameSync(file, aside);
    await ferry.restart();
    await ferry.cleanedUp();
    await expectFailed(ferry, 'film.mp4', { code: 'source-missing' });
    expect(await ferry.row('film.mp4')).toMatchObject({ bytesSent: partSize });
    renameSync(aside, file);
    await ferry.engine.retry({ all: true });
    await ferry.cleanedUp();
    expect(partsSent(ferry.sandbox)).toEqual({ 1: 1, 2: 2, 3: 1 });
    await expectDone(ferry, 'film.mp4', content);
  });
});
