import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ProgressUpdate } from '../../../main/engine/api.ts';
import { expectDone, partsSent } from '../../helpers/expect-transfer.ts';
import { startFerryUnderTest } from '../../helpers/ferry-under-test.ts';
import { KiB } from '../../helpers/quick-settings.ts';
import { recordWorkers } from '../../helpers/doubles/recorded-workers.ts';
import { noise } from '../../helpers/source-content.ts';

const names = ['album/sub/c.jpg', 'album/a.jpg', 'album/b.jpg'];

const content = noise(250 * KiB);

describe('the thread of the database', () => {
  it('row 62: that dies stops the engine, which says so, and is started again without losing a part', async () => {
    const workers = recordWorkers();
    const ferry = await startFerryUnderTest({ settings: { partsPerFile: 1 } });
    const { engine } = ferry;
    const updates: ProgressUpdate[] = [];
    const failure = Promise.withResolvers<ProgressUpdate>();
    engine.subscribe((update) => {
      updates.push(update);
      if (update.engine.name === 'failed') failure.resolve(update);
    });
    const second = ferry.sandbox.faults.add({
      when: { operation: 'UploadPart', partNumber: 2 },
      fault: { kind: 'hold' },
    });
    await ferry.add(ferry.write('film.mp4', content));
    await second.nextFired();
    expect((await engine.snapshot()).engine).toEqual({ name: 'running' });
    const settled = engine.settled().then(
      () => 'settled',
      (thrown: unknown) => thrown,
    );
    await workers.end('store-worker');
    const failed = await failure.promise;
    expect(failed.engine).toMatchObject({ error: { code: 'database-failed' } });
    expect(await settled).toMatchObject({ code: 'database-failed' });
    expect(await engine.snapshot()).toMatchObject({ engine: { name: 'failed' } });
    expect(ferry.log.find(({ event }) => event === 'engine-failed')?.error).toMatchObject({
      code: 'database-failed',
    });
    // Nothing goes on that could not be noted down.
    await ferry.sandbox.journal.idle();
    second.release();
    await ferry.startAgain();
    await ferry.reaches('film.mp4', 'done');
    await ferry.cleanedUp();
    expect(partsSent(ferry.sandbox)).toMatchObject({ 1: 1, 3: 1 });
    await expectDone(ferry, 'film.mp4', content);
    const revisions = updates.map(({ revision }) => revision);
    expect(revisions).toEqual(revisions.toSorted((one, other) => one - other));
    const [latest] = updates.toReversed();
    expect(latest?.engine).toEqual({ name: 'running' });
  });
});

describe('the thread that scans folders', () => {
  it('row 62: that dies twice is started again, and each file stands in the queue once', async () => {
    const workers = recordWorkers();
    const ferry = await startFerryUnderTest();
    names.forEach((name) => ferry.write(name, name));
    workers.endNext('scan-worker', 2);
    await ferry.add(path.join(ferry.source, 'album'));
    await ferry.cleanedUp();
    expect(workers.started('scan-worker')).toBe(3);
    expect((await ferry.rows()).map(({ relativePath }) => relativePath)).toEqual(names);
    for (const name of names) await expectDone(ferry, name, Buffer.from(name));
  });

  it('row 62: that dies again and again fails the folder in true words, until a retry', async () => {
    const workers = recordWorkers();
    const ferry = await startFerryUnderTest();
    names.forEach((name) => ferry.write(name, name));
    workers.endNext('scan-worker', 3);
    await ferry.add(path.join(ferry.source, 'album'));
    await ferry.cleanedUp();
    expect((await ferry.row('album')).state).toMatchObject({
      name: 'failed',
      error: { code: 'scan-failed' },
    });
    expect(await ferry.engine.retry({ all: true })).toBe(1);
    await ferry.cleanedUp();
    for (const name of names) await expectDone(ferry, name, Buffer.from(name));
  });
});
