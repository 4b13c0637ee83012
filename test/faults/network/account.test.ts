import { describe, expect, it } from 'vitest';
import { changingKeys } from '../../helpers/doubles/changing-keys.ts';
import { expectDone, expectFailed, partsSent, requests } from '../../helpers/expect-transfer.ts';
import { startFerryUnderTest } from '../../helpers/ferry-under-test.ts';
import { KiB } from '../../helpers/quick-settings.ts';
import { accountId } from '../../helpers/sandbox-account.ts';
import { noise } from '../../helpers/source-content.ts';

const threeParts = noise(250 * KiB);
const hour = 3_600_000;

/** Temporary keys, as STS hands them out. */
function temporary(accessKeyId: string) {
  return {
    accessKeyId,
    accessKeySecret: `${accessKeyId}-secret`,
    securityToken: `${accessKeyId}-token`,
  };
}

describe('the clock', () => {
  it('row 5: a wrong clock is corrected once, and the log says by how much', async () => {
    let offset = hour;
    const ferry = await startFerryUnderTest({ sandbox: { now: () => Date.now() + offset } });
    await ferry.add(ferry.write('film.mp4', threeParts));
    await ferry.cleanedUp();
    expect(ferry.sandbox.journal.count({ status: 403 })).toBe(1);
    const corrections = ferry.log.filter(({ event }) => event === 'clock-corrected');
    expect(corrections.map(({ milliseconds = 0 }) => Math.round(milliseconds / hour))).toEqual([1]);
    offset = 0;
    await expectDone(ferry, 'film.mp4', threeParts);
  });

  it('row 42: a clock that jumps in the middle of an upload costs no part and no attempt', async () => {
    let offset = 0;
    const ferry = await startFerryUnderTest({
      sandbox: { now: () => Date.now() + offset },
      settings: { partsPerFile: 1 },
    });
    const held = ferry.sandbox.faults.add({
      when: { operation: 'UploadPart', partNumber: 1 },
      fault: { kind: 'hold', point: 'response' },
    });
    await ferry.add(ferry.write('film.mp4', threeParts));
    await held.nextFired();
    offset = -2 * hour;
    held.release();
    await ferry.cleanedUp();
    expect(ferry.log.map(({ event }) => event)).toContain('clock-corrected');
    expect(ferry.log.map(({ event }) => event)).not.toContain('attempt-failed');
    expect(requests(ferry.sandbox, 'UploadPart').applied).toBe(3);
    offset = 0;
    await expectDone(ferry, 'film.mp4', threeParts);
  });
});

describe('the keys', () => {
  it('row 6: a token that expires is renewed once for all, and the same upload goes on', async () => {
    const credentials = changingKeys(temporary('first'));
    const ferry = await startFerryUnderTest({ keys: temporary('first'), credentials });
    ferry.sandbox.addAccount(temporary('second'));
    credentials.offer(temporary('second'));
    ferry.sandbox.faults.add({
      when: { operation: 'UploadPart', partNumber: 1 },
      fault: { kind: 'expire-token' },
    });
    await ferry.add(ferry.write('film.mp4', threeParts));
    await ferry.cleanedUp();
    expect(requests(ferry.sandbox, 'InitiateMultipartUpload').arrived).toBe(1);
    expect(requests(ferry.sandbox, 'UploadPart').applied).toBe(3);
    expect(ferry.log.map(({ event }) => event)).not.toContain('attempt-failed');
    await expectDone(ferry, 'film.mp4', threeParts);
  });

  it('row 6: with nothing to renew, transfers wait for credentials and then go on', async () => {
    const credentials = changingKeys(temporary('first'));
    const ferry = await startFerryUnderTest({
      keys: temporary('first'),
      credentials,
      settings: { partsPerFile: 1, retryBudget: 1 },
    });
    ferry.sandbox.addAccount(temporary('second'));
    ferry.sandbox.faults.add({
      when: { operation: 'UploadPart', partNumber: 2 },
      fault: { kind: 'expire-token' },
    });
    await ferry.add(ferry.write('film.mp4', threeParts));
    expect(await ferry.engine.settled()).toEqual({ waitingFor: ['credentials'] });
    const waiting = await ferry.row('film.mp4');
    expect(waiting.state).toMatchObject({
      why: 'credentials',
      error: { code: 'credentials-expired' },
    });
    expect(waiting.bytesSent).toBe(100 * KiB);
    credentials.replace(accountId, temporary('second'));
    await ferry.reaches('film.mp4', 'done');
    expect(requests(ferry.sandbox, 'InitiateMultipartUpload').arrived).toBe(1);
    expect(partsSent(ferry.sandbox)).toEqual({ 1: 1, 2: 2, 3: 1 });
    await expectDone(ferry, 'film.mp4', threeParts);
  });

  it('row 7: a missing right is named at once and asked for only once', async () => {
    const policy = { actions: ['oss:PutObject'], resource: 'ferry-sandbox/mine/*' };
    const keys = { accessKeyId: 'narrow', accessKeySecret: 'secret', policy };
    const ferry = await startFerryUnderTest({ keys });
    await ferry.add(ferry.write('film.mp4', threeParts));
    await ferry.cleanedUp();
    await expectFailed(ferry, 'film.mp4', {
      code: 'access-denied',
      missingAction: 'oss:PutObject',
      status: 403,
    });
    expect(requests(ferry.sandbox, 'InitiateMultipartUpload').arrived).toBe(1);
  });

  it.each([
    ['SignatureDoesNotMatch', { accessKeyId: 'known', accessKeySecret: 'wrong' }],
    ['InvalidAccessKeyId', { accessKeyId: 'unknown', accessKeySecret: 'right' }],
  ])('row 8: %s stops the account, not each of its files', async (ossCode, wrong) => {
    const right = { accessKeyId: 'known', accessKeySecret: 'right' };
    const credentials = changingKeys(wrong);
    const ferry = await startFerryUnderTest({
      keys: right,
      credentials,
      settings: { smallFilesAtOnce: 4 },
    });
    const names = Array.from({ length: 60 }, (_, index) => `source/${index}.txt`);
    for (const name of names) ferry.write(name.slice('source/'.length), noise(100, name));
    await ferry.add(ferry.source);
    expect(await ferry.engine.settled()).toEqual({ waitingFor: ['credentials'] });
    // Only the requests that were on the way when the first was refused.
    expect(requests(ferry.sandbox, 'PutObject').arrived).toBeLessThanOrEqual(4);
    const first = await ferry.row('source/0.txt');
    expect(first.state).toMatchObject({ why: 'credentials', error: { ossCode } });
    credentials.replace(accountId, right);
    await ferry.until(
      async () => (await ferry.store.counters()).states.done.files === names.length,
    );
    expect(await ferry.remote.keys()).toEqual(names.toSorted());
  });
});
