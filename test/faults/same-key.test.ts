import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { expectDone, expectFailed, requests } from '../helpers/expect-transfer.ts';
import { startFerryUnderTest } from '../helpers/ferry-under-test.ts';
import { KiB } from '../helpers/quick-settings.ts';
import { noise } from '../helpers/source-content.ts';
import { newFile } from '../main/store/sample-rows.ts';

const here = noise(KiB, 'here');
const there = noise(250 * KiB, 'there');

describe('one file for two keys', () => {
  it('row 58: a file that two roots name arrives under both keys, once each', async () => {
    const ferry = await startFerryUnderTest();
    const file = ferry.write('t1/a.txt', here);
    ferry.write('t1/sub/b.txt', there);
    const { source } = ferry;
    const roots = [file, path.join(source, 't1'), path.join(source, 't1/sub'), file];
    await ferry.add(roots, { conflictPolicy: 'fail' });
    await ferry.cleanedUp();
    const expected = { 'a.txt': here, 't1/a.txt': here, 't1/sub/b.txt': there, 'sub/b.txt': there };
    const rows = await ferry.rows();
    expect(rows.map(({ key }) => key).toSorted()).toEqual(Object.keys(expected).toSorted());
    for (const [key, content] of Object.entries(expected)) await expectDone(ferry, key, content);
    expect(requests(ferry.sandbox, 'PutObject').arrived).toBe(2);
  });

  it('row 58: a folder that is read once more finds its rows under other keys', async () => {
    const ferry = await startFerryUnderTest();
    const file = ferry.write('t1/a.txt', here);
    await ferry.remote.client.put('a.txt', there);
    const roots = [file, path.join(ferry.source, 't1')];
    await ferry.add(roots, { conflictPolicy: 'rename' });
    await ferry.cleanedUp();
    const [first] = await ferry.rows();
    await ferry.store.addTransfers(first?.batchId ?? 0, [
      { ...newFile('a.txt'), source: { kind: 'file', path: file }, relativePath: 'a.txt' },
    ]);
    expect((await ferry.rows()).map(({ key }) => key).toSorted()).toEqual([
      'a (1).txt',
      't1/a.txt',
    ]);
  });
});

describe('one key for two', () => {
  it('row 22: two files of one batch never overwrite each other', async () => {
    const ferry = await startFerryUnderTest();
    await ferry.add([ferry.write('a/same.txt', here), ferry.write('b/same.txt', there)]);
    await ferry.cleanedUp();
    const rows = await ferry.rows();
    expect(rows.map(({ state }) => state)).toMatchObject([
      { name: 'done' },
      { name: 'failed', error: { code: 'key-collision' } },
    ]);
    expect((await ferry.remote.read('same.txt'))?.equals(here)).toBe(true);
  });

  it('row 22: a file that is in the queue already is not sent twice', async () => {
    const ferry = await startFerryUnderTest();
    const held = ferry.sandbox.faults.add({
      when: { operation: 'PutObject' },
      fault: { kind: 'hold' },
    });
    const file = ferry.write('same.txt', here);
    await ferry.add(file);
    await held.nextFired();
    await ferry.add(file);
    held.release();
    await ferry.cleanedUp();
    const states = (await ferry.rows()).map(({ state }) => state);
    expect(states).toEqual([
      { name: 'done', verified: 'crc64' },
      { name: 'skipped', reason: 'already-queued' },
    ]);
    expect(requests(ferry.sandbox, 'PutObject').arrived).toBe(1);
  });

  it('row 22: two batches for one key take turns, and the younger one stays', async () => {
    const ferry = await startFerryUnderTest();
    const held = ferry.sandbox.faults.add({
      when: { operation: 'UploadPart', partNumber: 1 },
      fault: { kind: 'hold' },
    });
    await ferry.add(ferry.write('a/same.txt', there));
    await held.nextFired();
    await ferry.add(ferry.write('b/same.txt', here));
    await ferry.add(ferry.write('c/other.txt', here));
    await ferry.reaches('other.txt', 'done');
    const [, younger] = await ferry.rows();
    expect(younger?.state).toEqual({ name: 'queued' });
    held.release();
    await ferry.cleanedUp();
    const operations = ferry.sandbox.journal
      .find({ key: 'same.txt', applied: true })
      .map(({ operation }) => operation);
    expect(operations.slice(-2)).toEqual(['CompleteMultipartUpload', 'PutObject']);
    expect((await ferry.remote.read('same.txt'))?.equals(here)).toBe(true);
  });

  it('row 22: an object that exists is final for the policy "fail", and tried only once', async () => {
    const ferry = await startFerryUnderTest();
    await ferry.remote.client.put('same.txt', there);
    await ferry.remote.client.put('large.txt', here);
    const files = [ferry.write('same.txt', here), ferry.write('large.txt', there)];
    await ferry.add(files, { conflictPolicy: 'fail' });
    await ferry.cleanedUp();
    const refusal = { code: 'object-exists', status: 409, ossCode: 'FileAlreadyExists' } as const;
    await expectFailed(ferry, 'same.txt', refusal, there);
    await expectFailed(ferry, 'large.txt', refusal, here);
    expect(ferry.sandbox.journal.count({ status: 409 })).toBe(2);
    expect(requests(ferry.sandbox, 'UploadPart').arrived).toBe(0);
  });

  it('row 22: with the policy "overwrite" the object is replaced', async () => {
    const ferry = await startFerryUnderTest();
    await ferry.remote.client.put('same.txt', there);
    await ferry.add(ferry.write('same.txt', here));
    await ferry.cleanedUp();
    await expectDone(ferry, 'same.txt', here);
  });
});
