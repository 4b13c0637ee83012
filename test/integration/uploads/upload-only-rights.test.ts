import { describe, expect, it } from 'vitest';
import { expectDone, requests } from '../../helpers/expect-transfer.ts';
import { startFerryUnderTest } from '../../helpers/ferry-under-test.ts';
import { KiB } from '../../helpers/quick-settings.ts';
import { accountId } from '../../helpers/sandbox-account.ts';
import { noise } from '../../helpers/source-content.ts';

/** The least that an upload needs, on one prefix only. */
const keys = {
  accessKeyId: 'upload-only',
  accessKeySecret: 'secret',
  policy: {
    actions: ['oss:PutObject', 'oss:ListParts', 'oss:AbortMultipartUpload'],
    resource: 'ferry-sandbox/inbox/*',
  },
};

describe('keys that may only upload', () => {
  it('are enough for files of every size, for a restart and for cancelling', async () => {
    const ferry = await startFerryUnderTest({ keys, settings: { partsPerFile: 1 } });
    const destination = { accountId, bucket: ferry.sandbox.bucket, prefix: 'inbox/' };
    await ferry.engine.probe(destination);
    const small = noise(KiB);
    const large = noise(350 * KiB);
    const held = ferry.sandbox.faults.add({
      when: { operation: 'UploadPart', partNumber: 2 },
      times: 2,
      fault: { kind: 'hold' },
    });
    await ferry.add([ferry.write('small.txt', small), ferry.write('large.mp4', large)], {
      destination,
    });
    await ferry.add(ferry.write('unwanted.mp4', large), { destination });
    await held.nextFired();
    await held.nextFired();
    const { id } = await ferry.row('unwanted.mp4');
    expect(await ferry.engine.cancel({ ids: [id] })).toBe(1);
    await ferry.stop();
    held.remove();
    await ferry.restart();
    await ferry.cleanedUp();
    await expectDone(ferry, 'small.txt', small);
    await expectDone(ferry, 'large.mp4', large);
    expect((await ferry.row('unwanted.mp4')).state).toEqual({ name: 'cancelled' });
    expect(await ferry.remote.keys()).toEqual(['inbox/large.mp4', 'inbox/small.txt']);
    expect(requests(ferry.sandbox, 'InitiateMultipartUpload').arrived).toBe(2);
    expect(ferry.sandbox.journal.count({ status: 403 })).toBe(0);
  });
});
