import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { StateName } from '../../shared/transfer-state.ts';
import { expectDone, partsSent, requests } from '../helpers/expect-transfer.ts';
import { startFerryUnderTest } from '../helpers/ferry-under-test.ts';
import { KiB, partSize } from '../helpers/quick-settings.ts';
import { accountId } from '../helpers/sandbox-account.ts';
import { noise } from '../helpers/source-content.ts';

const content = noise(550 * KiB);

describe('what people do to transfers', () => {
  it('pause cuts every connection at once and keeps the parts; resume sends only the rest', async () => {
    const ferry = await startFerryUnderTest({ settings: { partsPerFile: 2 } });
    const held = ferry.sandbox.faults.add({
      when: { operation: 'UploadPart' },
      after: 2,
      times: 2,
      fault: { kind: 'hold' },
    });
    await ferry.add(ferry.write('film.mp4', content));
    await held.nextFired();
    await held.nextFired();
    expect(await ferry.engine.pause({ all: true })).toBe(1);
    await ferry.sandbox.journal.idle();
    const cut = ferry.sandbox.journal.entries.filter(({ faults }) => faults.includes('hold'));
    expect(cut.map(({ status, applied }) => ({ status, applied }))).toEqual([
      { status: 0, applied: false },
      { status: 0, applied: false },
    ]);
    expect(await ferry.row('film.mp4')).toMatchObject({
      state: { name: 'paused' },
      bytesSent: 2 * partSize,
    });
    expect(await ferry.remote.uploads()).toHaveLength(1);
    const seen = ferry.sandbox.journal.entries.length;
    expect(await ferry.engine.settled()).toEqual({ waitingFor: [] });
    const later = ferry.sandbox.journal.entries.slice(seen);
    expect(later.filter(({ operation }) => operation === 'UploadPart')).toEqual([]);
    expect(await ferry.engine.resume({ all: true })).toBe(1);
    await ferry.cleanedUp();
    expect(partsSent(ferry.sandbox)).toEqual({ 1: 1, 2: 1, 3: 2, 4: 2, 5: 1, 6: 1 });
    expect(requests(ferry.sandbox, 'InitiateMultipartUpload').arrived).toBe(1);
    await expectDone(ferry, 'film.mp4', content);
  });

  it('a pause that reaches its files later lets none of them start', async () => {
    const ferry = await startFerryUnderTest();
    const names = Array.from({ length: 200 }, (_, index) => `photo-${100 + index}.jpg`);
    const held = ferry.sandbox.faults.add({
      when: { operation: 'PutObject' },
      times: Infinity,
      fault: { kind: 'hold' },
    });
    for (const name of names) ferry.write(`trip/${name}`, content.subarray(0, KiB));
    const batch = await ferry.add(path.dirname(ferry.write('trip/photo-100.jpg', 'x')));
    await ferry.engine.scanned(batch.id);
    await held.nextFired();
    // The files that wait in line, as the window selects them.
    const states: StateName[] = ['queued', 'waiting', 'paused'];
    const waiting = { filter: { batchId: batch.id, states } };
    const { queued } = await ferry.engine.queries.count(waiting);
    expect(queued).toBeGreaterThan(0);
    await ferry.engine.hold('command 1', 'pause', waiting);
    await ferry.engine.hold('command 2', 'pause', { batchId: batch.id });
    held.remove();
    expect(await ferry.engine.settled()).toEqual({ waitingFor: [] });
    const counts = await ferry.engine.queries.count({ batchId: batch.id });
    expect(counts).toMatchObject({ paused: 200, done: 0 });
    expect(ferry.sandbox.journal.find({ operation: 'PutObject', applied: true })).toEqual([]);
    ferry.engine.release('command 1');
    ferry.engine.release('command 2');
    await ferry.engine.resume({ batchId: batch.id });
    await ferry.cleanedUp();
    expect(await ferry.engine.queries.count({ batchId: batch.id })).toMatchObject({ done: 200 });
  });

  it('a pause lasts over a restart', async () => {
    const ferry = await startFerryUnderTest();
    const held = ferry.sandbox.faults.add({
      when: { operation: 'UploadPart', partNumber: 3 },
      fault: { kind: 'hold' },
    });
    await ferry.add(ferry.write('film.mp4', content));
    await held.nextFired();
    await ferry.engine.pause({ all: true });
    await ferry.stop();
    await ferry.restart();
    await ferry.cleanedUp();
    expect((await ferry.row('film.mp4')).state).toEqual({ name: 'paused' });
    await ferry.engine.resume({ all: true });
    await ferry.cleanedUp();
    await expectDone(ferry, 'film.mp4', content);
  });

  it('cancel ends the upload on the server and forgets its parts there', async () => {
    const ferry = await startFerryUnderTest({ settings: { partsPerFile: 1 } });
    const held = ferry.sandbox.faults.add({
      when: { operation: 'UploadPart', partNumber: 4 },
      fault: { kind: 'hold' },
    });
    await ferry.add(ferry.write('film.mp4', content));
    await held.nextFired();
    expect(await ferry.remote.uploads()).toHaveLength(1);
    expect(await ferry.engine.cancel({ all: true })).toBe(1);
    await ferry.cleanedUp();
    expect((await ferry.row('film.mp4')).state).toEqual({ name: 'cancelled' });
    expect(requests(ferry.sandbox, 'AbortMultipartUpload').applied).toBe(1);
    expect(await ferry.remote.uploads()).toEqual([]);
    expect(await ferry.remote.keys()).toEqual([]);
  });

  it('retry takes up one kind of error, or all that failed, and nothing that did not', async () => {
    const policy = { actions: ['oss:*'], resource: 'ferry-sandbox/open/*' };
    const keys = { accessKeyId: 'narrow', accessKeySecret: 'secret', policy };
    const ferry = await startFerryUnderTest({ keys, settings: { retryBudget: 1 } });
    const { bucket } = ferry.sandbox;
    const broken = ferry.sandbox.faults.add({
      when: { key: 'open/broken.txt' },
      times: Infinity,
      fault: { kind: 'answer', status: 500 },
    });
    const into = (prefix: string) => ({ destination: { accountId, bucket, prefix } });
    const small = noise(KiB);
    await ferry.add(
      [ferry.write('good.txt', small), ferry.write('broken.txt', small)],
      into('open/'),
    );
    await ferry.add(ferry.write('closed.txt', small), into('closed/'));
    await ferry.cleanedUp();
    const codes = (await ferry.store.failures()).map(({ code, files }) => ({ code, files }));
    expect(codes.toSorted((one, other) => one.code.localeCompare(other.code))).toEqual([
      { code: 'access-denied', files: 1 },
      { code: 'server-error', files: 1 },
    ]);
    broken.remove();
    expect(await ferry.engine.retry({ errorCode: 'server-error' })).toBe(1);
    await ferry.cleanedUp();
    await expectDone(ferry, 'broken.txt', small);
    expect((await ferry.row('closed.txt')).state).toMatchObject({ name: 'failed' });
    ferry.sandbox.updateAccount('narrow', { policy: { actions: ['oss:*'] } });
    expect(await ferry.engine.retry({ all: true })).toBe(1);
    await ferry.cleanedUp();
    await expectDone(ferry, 'closed.txt', small);
    expect(ferry.sandbox.journal.count({ key: 'open/good.txt', operation: 'PutObject' })).toBe(1);
  });

  it('moveToFront makes a transfer the next one', async () => {
    const ferry = await startFerryUnderTest({ settings: { jobsAtOnce: 1 } });
    const held = ferry.sandbox.faults.add({
      when: { operation: 'CompleteMultipartUpload', key: '1.mp4' },
      fault: { kind: 'hold' },
    });
    const names = ['1.mp4', '2.mp4', '3.mp4', '4.mp4'];
    for (const name of names) await ferry.add(ferry.write(name, noise(150 * KiB, name)));
    await held.nextFired();
    const { id } = await ferry.row('4.mp4');
    expect(await ferry.engine.moveToFront({ ids: [id] })).toBe(1);
    held.release();
    await ferry.cleanedUp();
    const order = ferry.sandbox.journal
      .find({ operation: 'InitiateMultipartUpload' })
      .map(({ key }) => key);
    expect(order).toEqual(['1.mp4', '4.mp4', '2.mp4', '3.mp4']);
  });

  it('a quit in the middle leaves the row queued, and the next start goes on by itself', async () => {
    const ferry = await startFerryUnderTest({ settings: { partsPerFile: 1 } });
    const held = ferry.sandbox.faults.add({
      when: { operation: 'UploadPart', partNumber: 5 },
      fault: { kind: 'hold' },
    });
    await ferry.add(ferry.write('film.mp4', content));
    await held.nextFired();
    await ferry.stop();
    await ferry.restart();
    await ferry.cleanedUp();
    expect(partsSent(ferry.sandbox)).toEqual({ 1: 1, 2: 1, 3: 1, 4: 1, 5: 2, 6: 1 });
    expect(requests(ferry.sandbox, 'InitiateMultipartUpload').arrived).toBe(1);
    await expectDone(ferry, 'film.mp4', content);
  });
});
