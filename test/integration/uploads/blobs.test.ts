import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { writeSpool } from '../../../main/transfer/source/write-spool.ts';
import { expectDone, partsSent } from '../../helpers/expect-transfer.ts';
import { startFerryUnderTest, type FerryUnderTest } from '../../helpers/ferry-under-test.ts';
import { KiB } from '../../helpers/quick-settings.ts';
import { accountId } from '../../helpers/sandbox-account.ts';
import { noise } from '../../helpers/source-content.ts';

async function addBlob(ferry: FerryUnderTest, blobName: string, bytes: Readable | Uint8Array) {
  const folder = path.join(ferry.folder, 'spool');
  const spool = await writeSpool(folder, bytes, new AbortController().signal);
  await ferry.engine.addBlob({
    blobName,
    spool,
    destination: { accountId, bucket: ferry.sandbox.bucket, prefix: 'pasted/' },
    conflictPolicy: 'overwrite',
    options: {},
  });
  return spool.path;
}

describe('bytes without a path', () => {
  it('go up from their spool file, small or large, and leave nothing on the disk', async () => {
    const ferry = await startFerryUnderTest();
    const image = noise(20 * KiB, 'image');
    const stream = noise(350 * KiB, 'stream');
    await addBlob(ferry, 'image 图.png', image);
    await addBlob(ferry, 'report.csv', Readable.from([stream.subarray(0, 1), stream.subarray(1)]));
    await ferry.cleanedUp();
    await expectDone(ferry, 'image 图.png', image);
    await expectDone(ferry, 'report.csv', stream);
    expect(await ferry.remote.keys()).toEqual(['pasted/image 图.png', 'pasted/report.csv']);
    expect(readdirSync(path.join(ferry.folder, 'spool'))).toEqual([]);
  });

  it('survive a restart in the middle, and what was sent is not sent again', async () => {
    const ferry = await startFerryUnderTest({ settings: { partsPerFile: 1 } });
    const content = noise(350 * KiB);
    const held = ferry.sandbox.faults.add({
      when: { operation: 'UploadPart', partNumber: 3 },
      fault: { kind: 'hold' },
    });
    const spool = await addBlob(ferry, 'report.csv', content);
    await held.nextFired();
    await ferry.stop();
    expect(existsSync(spool)).toBe(true);
    await ferry.restart();
    await ferry.cleanedUp();
    expect(partsSent(ferry.sandbox)).toEqual({ 1: 1, 2: 1, 3: 2, 4: 1 });
    await expectDone(ferry, 'report.csv', content);
    expect(existsSync(spool)).toBe(false);
  });

  it('are kept while their transfer has failed, and go when it is cancelled', async () => {
    const ferry = await startFerryUnderTest({ settings: { retryBudget: 1 } });
    ferry.sandbox.faults.add({
      when: { operation: 'PutObject' },
      times: Infinity,
      fault: { kind: 'answer', status: 500 },
    });
    const spool = await addBlob(ferry, 'note.txt', noise(KiB));
    await ferry.cleanedUp();
    expect((await ferry.row('note.txt')).state).toMatchObject({ name: 'failed' });
    expect(existsSync(spool)).toBe(true);
    await ferry.engine.cancel({ all: true });
    await ferry.cleanedUp();
    expect(existsSync(spool)).toBe(false);
  });
});
