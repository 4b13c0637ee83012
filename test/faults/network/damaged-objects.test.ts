import { describe, expect, it } from 'vitest';
import { conflictPolicies, type ConflictPolicy } from '../../../shared/upload/upload-options.ts';
import { expectDone, requests } from '../../helpers/expect-transfer.ts';
import { type FerryUnderTest, startFerryUnderTest } from '../../helpers/ferry-under-test.ts';
import { KiB } from '../../helpers/quick-settings.ts';
import { noise } from '../../helpers/source-content.ts';

const photo = noise(60 * KiB);
const foreign = noise(60 * KiB, 'foreign');
const uploadOnly = ['oss:PutObject', 'oss:ListParts', 'oss:AbortMultipartUpload'];

/** The answer to the next PutObject names another CRC-64 than what was sent. */
function damageAnswer(ferry: FerryUnderTest): void {
  ferry.sandbox.faults.add({
    when: { operation: 'PutObject' },
    fault: { kind: 'wrong-checksum' },
  });
}

/** HEAD does not say that the object is right after all. */
function hideChecksum(ferry: FerryUnderTest): { remove(): void } {
  return ferry.sandbox.faults.add({
    when: { operation: 'HeadObject' },
    times: Infinity,
    fault: { kind: 'omit-headers', names: ['x-oss-hash-crc64ecma'] },
  });
}

/** Sends the photo once, and takes the object for damaged. */
async function failDamaged(ferry: FerryUnderTest, conflictPolicy: ConflictPolicy): Promise<void> {
  damageAnswer(ferry);
  await ferry.add(ferry.write('photo.jpg', photo), { conflictPolicy });
  await ferry.engine.settled();
  const { state } = await ferry.row('photo.jpg');
  expect(state).toMatchObject({ name: 'failed', error: { code: 'object-differs' } });
}

describe('a single PutObject', () => {
  it.each(conflictPolicies)(
    'row 55: whose bytes were damaged on the way stores nothing and is sent again under "%s"',
    async (conflictPolicy) => {
      const ferry = await startFerryUnderTest();
      ferry.sandbox.faults.add({
        when: { operation: 'PutObject' },
        fault: { kind: 'flip-byte', at: 1000 },
      });
      await ferry.add(ferry.write('photo.jpg', photo), { conflictPolicy });
      await ferry.engine.settled();
      expect(requests(ferry.sandbox, 'PutObject')).toEqual({ arrived: 2, applied: 1 });
      await expectDone(ferry, 'photo.jpg', photo);
    },
  );

  it.each(conflictPolicies)(
    'row 55: that left a damaged object overwrites it, and no other, under "%s"',
    async (conflictPolicy) => {
      const ferry = await startFerryUnderTest();
      damageAnswer(ferry);
      hideChecksum(ferry);
      await ferry.add(ferry.write('photo.jpg', photo), { conflictPolicy });
      await ferry.engine.settled();
      expect(requests(ferry.sandbox, 'PutObject')).toEqual({ arrived: 2, applied: 2 });
      await expectDone(ferry, 'photo.jpg', photo);
      expect((await ferry.row('photo.jpg')).key).toBe('photo.jpg');
    },
  );

  it('row 55: whose response alone was damaged is done without sending it again', async () => {
    const ferry = await startFerryUnderTest();
    damageAnswer(ferry);
    await ferry.add(ferry.write('photo.jpg', photo), { conflictPolicy: 'skip' });
    await ferry.engine.settled();
    expect(requests(ferry.sandbox, 'PutObject').arrived).toBe(1);
    await expectDone(ferry, 'photo.jpg', photo);
  });
});

describe('a damaged object of ours', () => {
  it('row 55: is known after a restart, and a retry replaces it', async () => {
    const ferry = await startFerryUnderTest({ settings: { retryBudget: 1 } });
    await failDamaged(ferry, 'fail');
    await ferry.stop();
    await ferry.restart();
    hideChecksum(ferry);
    await ferry.engine.retry({ all: true });
    await ferry.engine.settled();
    expect(requests(ferry.sandbox, 'PutObject').applied).toBe(2);
    await expectDone(ferry, 'photo.jpg', photo);
  });

  it('row 55: is known to another upload of the same name', async () => {
    const ferry = await startFerryUnderTest({ settings: { retryBudget: 1 } });
    await failDamaged(ferry, 'skip');
    await ferry.engine.remove({ all: true });
    hideChecksum(ferry);
    await ferry.add(ferry.write('photo.jpg', photo), { conflictPolicy: 'skip' });
    await ferry.engine.settled();
    expect(requests(ferry.sandbox, 'PutObject').applied).toBe(2);
    await expectDone(ferry, 'photo.jpg', photo);
  });

  it('row 55: that another program has replaced is met as any other object', async () => {
    const ferry = await startFerryUnderTest({ settings: { retryBudget: 1 } });
    await failDamaged(ferry, 'skip');
    await ferry.remote.client.put('photo.jpg', foreign);
    await ferry.engine.retry({ all: true });
    await ferry.engine.settled();
    const { state } = await ferry.row('photo.jpg');
    expect(state).toEqual({ name: 'skipped', reason: 'exists' });
    expect(await ferry.remote.read('photo.jpg')).toEqual(foreign);
  });

  it('row 55: that HEAD may not look at fails and names the right that is missing', async () => {
    const policy = { actions: uploadOnly };
    const keys = { accessKeyId: 'upload-only', accessKeySecret: 'secret', policy };
    for (const conflictPolicy of ['skip', 'rename', 'ask'] as const) {
      const ferry = await startFerryUnderTest({ keys });
      damageAnswer(ferry);
      await ferry.add(ferry.write('photo.jpg', photo), { conflictPolicy });
      await ferry.engine.settled();
      const { state } = await ferry.row('photo.jpg');
      const error = { code: 'object-differs', missingAction: 'oss:GetObject' };
      expect(state).toMatchObject({ name: 'failed', error });
    }
  });

  it('row 55: is replaced, not skipped, when a first look is refused and a second one is not', async () => {
    const large = noise(300 * KiB);
    const settings = { retryBudget: 1, multipartThreshold: 8 * 1024 * KiB };
    const ferry = await startFerryUnderTest({ settings });
    damageAnswer(ferry);
    await ferry.add(ferry.write('large.jpg', large), { conflictPolicy: 'skip' });
    await ferry.engine.settled();
    expect((await ferry.row('large.jpg')).state).toMatchObject({ name: 'failed' });
    await ferry.engine.remove({ all: true });
    hideChecksum(ferry);
    ferry.sandbox.faults.add({
      when: { operation: 'HeadObject' },
      fault: { kind: 'answer', status: 403 },
    });
    await ferry.add(ferry.write('large.jpg', large), { conflictPolicy: 'skip' });
    await ferry.engine.settled();
    await expectDone(ferry, 'large.jpg', large);
  });

  it('row 55: made by CompleteMultipartUpload is replaced by a retry', async () => {
    const film = noise(250 * KiB);
    const ferry = await startFerryUnderTest();
    ferry.sandbox.faults.add({
      when: { operation: 'CompleteMultipartUpload' },
      fault: { kind: 'wrong-checksum' },
    });
    const hidden = hideChecksum(ferry);
    await ferry.add(ferry.write('film.mp4', film), { conflictPolicy: 'fail' });
    await ferry.cleanedUp();
    const { state } = await ferry.row('film.mp4');
    expect(state).toMatchObject({ name: 'failed', error: { code: 'object-differs' } });
    await ferry.engine.retry({ all: true });
    await ferry.engine.settled();
    hidden.remove();
    expect(requests(ferry.sandbox, 'CompleteMultipartUpload').applied).toBe(2);
    await expectDone(ferry, 'film.mp4', film);
  });

  it('row 55: is left to the program that replaces it while the parts of a retry travel', async () => {
    const ferry = await startFerryUnderTest();
    const { faults } = ferry.sandbox;
    faults.add({
      when: { operation: 'CompleteMultipartUpload' },
      fault: { kind: 'wrong-checksum' },
    });
    const hidden = hideChecksum(ferry);
    await ferry.add(ferry.write('film.mp4', noise(250 * KiB)), { conflictPolicy: 'skip' });
    await ferry.cleanedUp();
    const part = faults.add({ when: { operation: 'UploadPart' }, fault: { kind: 'hold' } });
    const held = part.nextFired();
    await ferry.engine.retry({ all: true });
    await held;
    await ferry.remote.client.put('film.mp4', foreign);
    part.release();
    await ferry.engine.settled();
    hidden.remove();
    const { state } = await ferry.row('film.mp4');
    expect(state).toMatchObject({ name: 'skipped', reason: 'exists' });
    expect(await ferry.remote.read('film.mp4')).toEqual(foreign);
  });
});
