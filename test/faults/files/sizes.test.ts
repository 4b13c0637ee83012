import { truncateSync } from 'node:fs';
import path from 'node:path';
import { mkdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { expectDone, requests } from '../../helpers/expect-transfer.ts';
import { startFerryUnderTest } from '../../helpers/ferry-under-test.ts';
import { MiB } from '../../helpers/quick-settings.ts';
import { accountId } from '../../helpers/sandbox-account.ts';

describe('sizes', () => {
  it('row 35: an empty file and an empty folder are one request each, and no multipart', async () => {
    const ferry = await startFerryUnderTest({ settings: { multipartThreshold: 0 } });
    ferry.write('empty.txt', '');
    mkdirSync(path.join(ferry.source, 'folder'));
    await ferry.add(ferry.source, { scanOptions: { keepEmptyFolders: true } });
    await ferry.cleanedUp();
    await expectDone(ferry, 'source/empty.txt', Buffer.alloc(0));
    await expectDone(ferry, 'source/folder', Buffer.alloc(0));
    expect(await ferry.remote.keys()).toEqual(['source/empty.txt', 'source/folder/']);
    expect(requests(ferry.sandbox, 'InitiateMultipartUpload').arrived).toBe(0);
  });

  it('row 36: parts grow until 10,000 of them are enough, and keep their size', async () => {
    const ferry = await startFerryUnderTest();
    const file = ferry.write('huge.img', '');
    truncateSync(file, 10_000 * 100 * 1024 + 1);
    const held = ferry.sandbox.faults.add({
      when: { operation: 'UploadPart' },
      times: Infinity,
      fault: { kind: 'hold' },
    });
    await ferry.add(file);
    await held.nextFired();
    const { id } = await ferry.row('huge.img');
    expect((await ferry.store.details(id))?.checkpoint?.partSize).toBe(MiB);
    await ferry.engine.cancel({ all: true });
    const aborted = { operation: 'AbortMultipartUpload', status: 204 } as const;
    await ferry.sandbox.journal.until(() => ferry.sandbox.journal.count(aborted) > 0);
    expect(await ferry.remote.uploads()).toEqual([]);
  });

  it('row 36: a file larger than any object is refused before anything is sent', async () => {
    const ferry = await startFerryUnderTest();
    const identity = {
      device: '1',
      inode: '1',
      size: 10_000 * 5 * 1024 * MiB + 1,
      modified: '0',
      changed: '0',
    };
    await ferry.engine.addBlob({
      blobName: 'everything.tar',
      spool: { path: path.join(ferry.folder, 'nowhere'), identity },
      destination: { accountId, bucket: ferry.sandbox.bucket, prefix: '' },
      conflictPolicy: 'overwrite',
      options: {},
    });
    await ferry.cleanedUp();
    const { state } = await ferry.row('everything.tar');
    expect(state).toMatchObject({ name: 'failed', error: { code: 'size-refused' } });
    expect(ferry.sandbox.journal.entries).toEqual([]);
  });
});
