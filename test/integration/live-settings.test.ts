import { describe, expect, it } from 'vitest';
import type { OperationName } from '../../sandbox/rules/operation.ts';
import { expectDone } from '../helpers/expect-transfer.ts';
import { startFerryUnderTest, type FerryUnderTest } from '../helpers/ferry-under-test.ts';
import { KiB, MiB, partSize } from '../helpers/quick-settings.ts';
import { measureRequests } from '../helpers/servers/request-meter.ts';
import { noise } from '../helpers/source-content.ts';

/** Holds every request of a kind, and waits until that many are held. */
function holdAll(ferry: FerryUnderTest, operation: OperationName) {
  const held = ferry.sandbox.faults.add({
    when: { operation },
    times: Infinity,
    fault: { kind: 'hold' },
  });
  return {
    async arrive(count: number): Promise<void> {
      for (let arrived = 0; arrived < count; arrived += 1) await held.nextFired();
    },
    release: () => held.remove(),
  };
}

function receivedBytes(ferry: FerryUnderTest): number {
  return ferry.sandbox.journal
    .find({ operation: 'UploadPart' })
    .reduce((sum, { bytesReceived }) => sum + bytesReceived, 0);
}

describe('settings that change while files are on the way', () => {
  it('partsAtOnce: more parts leave at once, fewer as soon as those on the way are there', async () => {
    const content = noise(30 * partSize);
    const ferry = await startFerryUnderTest({ settings: { partsAtOnce: 2, partsPerFile: 16 } });
    const wide = measureRequests(ferry.sandbox, { operation: 'UploadPart' });
    const held = holdAll(ferry, 'UploadPart');
    await ferry.add([ferry.write('film.mp4', content), ferry.write('book.pdf', content)]);
    await held.arrive(2);
    await ferry.engine.changeSettings({ partsAtOnce: 7 });
    await held.arrive(5);
    await ferry.engine.changeSettings({ partsAtOnce: 3 });
    held.release();
    const { journal } = ferry.sandbox;
    await journal.until(() => journal.count({ operation: 'UploadPart', applied: true }) >= 7);
    const narrow = measureRequests(ferry.sandbox, { operation: 'UploadPart' });
    await ferry.cleanedUp();
    expect(wide.most).toBe(7);
    expect(narrow.most).toBeLessThanOrEqual(3);
    await expectDone(ferry, 'film.mp4', content);
    await expectDone(ferry, 'book.pdf', content);
  });

  it('jobsAtOnce: never more large files, and more as soon as that is wanted', async () => {
    const ferry = await startFerryUnderTest({
      settings: { jobsAtOnce: 2, partsPerFile: 1, partsAtOnce: 16 },
    });
    const meter = measureRequests(ferry.sandbox, { operation: 'UploadPart' });
    const held = holdAll(ferry, 'UploadPart');
    const names = Array.from({ length: 12 }, (_, index) => `${index}.mp4`);
    await ferry.add(names.map((name) => ferry.write(name, noise(250 * KiB, name))));
    await held.arrive(2);
    await ferry.engine.changeSettings({ jobsAtOnce: 5 });
    await held.arrive(3);
    held.release();
    await ferry.cleanedUp();
    expect(meter.mostObjects).toBe(5);
    for (const name of names) await expectDone(ferry, name, noise(250 * KiB, name));
  });

  it('smallFilesAtOnce: small files have places of their own beside a large one', async () => {
    const ferry = await startFerryUnderTest({ settings: { jobsAtOnce: 1, smallFilesAtOnce: 3 } });
    const meter = measureRequests(ferry.sandbox, { operation: 'PutObject' });
    const large = holdAll(ferry, 'UploadPart');
    await ferry.add(ferry.write('film.mp4', noise(250 * KiB)));
    await large.arrive(3);
    const small = holdAll(ferry, 'PutObject');
    const names = Array.from({ length: 20 }, (_, index) => `${index}.txt`);
    await ferry.add(names.map((name) => ferry.write(name, name)));
    await small.arrive(3);
    small.release();
    await ferry.until(async () => (await ferry.store.counters()).states.done.files === 20);
    expect(meter.most).toBe(3);
    large.release();
    await ferry.cleanedUp();
    await expectDone(ferry, 'film.mp4', noise(250 * KiB));
  });

  it('bandwidthLimit: holds for everything together, and its end acts on parts on the way', async () => {
    const limit = 6 * MiB;
    const content = noise(24 * MiB);
    const ferry = await startFerryUnderTest({
      settings: { partSize: 4 * MiB, bandwidthLimit: limit },
    });
    const first = ferry.sandbox.faults.add({
      when: { operation: 'UploadPart' },
      fault: { kind: 'delay', milliseconds: 0 },
    });
    await ferry.add([ferry.write('film.mp4', content), ferry.write('book.pdf', content)]);
    await first.nextFired();
    const started = performance.now();
    await ferry.sandbox.journal.until(() => receivedBytes(ferry) >= 6 * MiB);
    const seconds = (performance.now() - started) / 1000;
    // Half a second's worth at most was sent or saved up before; a late look only allows more.
    expect(receivedBytes(ferry)).toBeLessThanOrEqual(limit * (seconds + 0.5));
    // Under this limit the rest would take longer than the test may.
    await ferry.engine.changeSettings({ bandwidthLimit: 64 * KiB });
    await ferry.engine.changeSettings({ bandwidthLimit: null });
    await ferry.cleanedUp();
    await expectDone(ferry, 'film.mp4', content);
    await expectDone(ferry, 'book.pdf', content);
  });

  it('survive a restart', async () => {
    const ferry = await startFerryUnderTest();
    await ferry.engine.changeSettings({ bandwidthLimit: 5 * MiB, smallFilesAtOnce: 9 });
    await ferry.stop();
    await ferry.restart();
    expect(ferry.engine.settings()).toMatchObject({ bandwidthLimit: 5 * MiB, smallFilesAtOnce: 9 });
  });
});
