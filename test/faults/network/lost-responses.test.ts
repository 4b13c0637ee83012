import { describe, expect, it } from 'vitest';
import {
  expectDone,
  expectFailed,
  loggedErrors,
  partsSent,
  requests,
} from '../../helpers/expect-transfer.ts';
import { startFerryUnderTest } from '../../helpers/ferry-under-test.ts';
import { KiB, partSize } from '../../helpers/quick-settings.ts';
import { noise } from '../../helpers/source-content.ts';

const threeParts = noise(250 * KiB);
const uploadOnly = ['oss:PutObject', 'oss:ListParts', 'oss:AbortMultipartUpload'];

describe('answers that never came', () => {
  it('row 14: a part whose response was lost is sent again', async () => {
    const ferry = await startFerryUnderTest();
    ferry.sandbox.faults.add({
      when: { operation: 'UploadPart', partNumber: 1 },
      fault: { kind: 'drop-response' },
    });
    await ferry.add(ferry.write('film.mp4', threeParts));
    await ferry.cleanedUp();
    expect(partsSent(ferry.sandbox)).toEqual({ 1: 2, 2: 1, 3: 1 });
    await expectDone(ferry, 'film.mp4', threeParts);
  });

  it('row 15: a Complete whose response was lost is settled by HEAD', async () => {
    const ferry = await startFerryUnderTest();
    ferry.sandbox.faults.add({
      when: { operation: 'CompleteMultipartUpload' },
      fault: { kind: 'drop-response' },
    });
    await ferry.add(ferry.write('film.mp4', threeParts));
    await ferry.cleanedUp();
    expect(requests(ferry.sandbox, 'CompleteMultipartUpload').arrived).toBe(1);
    expect(partsSent(ferry.sandbox)).toEqual({ 1: 1, 2: 1, 3: 1 });
    await expectDone(ferry, 'film.mp4', threeParts);
  });

  it('row 15: a Complete that never arrived is sent once more, and no part is', async () => {
    const ferry = await startFerryUnderTest();
    ferry.sandbox.faults.add({
      when: { operation: 'CompleteMultipartUpload' },
      fault: { kind: 'cut-request', afterBytes: 10 },
    });
    await ferry.add(ferry.write('film.mp4', threeParts));
    await ferry.cleanedUp();
    expect(requests(ferry.sandbox, 'CompleteMultipartUpload')).toEqual({ arrived: 2, applied: 1 });
    expect(partsSent(ferry.sandbox)).toEqual({ 1: 1, 2: 1, 3: 1 });
    await expectDone(ferry, 'film.mp4', threeParts);
  });

  it('row 15: an object that another program put there meanwhile is not taken for ours', async () => {
    const ferry = await startFerryUnderTest();
    ferry.sandbox.faults.add({
      when: { operation: 'CompleteMultipartUpload' },
      fault: { kind: 'drop-response' },
    });
    const head = ferry.sandbox.faults.add({
      when: { operation: 'HeadObject' },
      fault: { kind: 'hold' },
    });
    await ferry.add(ferry.write('film.mp4', threeParts), { conflictPolicy: 'fail' });
    await head.nextFired();
    const foreign = noise(250 * KiB, 'foreign');
    await ferry.remote.client.put('film.mp4', foreign);
    head.release();
    await ferry.cleanedUp();
    await expectFailed(ferry, 'film.mp4', { code: 'object-exists' }, foreign);
    expect(await ferry.remote.uploads()).toEqual([]);
  });

  it('row 15: without the right to HEAD, a lost Complete is unconfirmed and not done', async () => {
    const keys = {
      accessKeyId: 'upload-only',
      accessKeySecret: 'secret',
      policy: { actions: uploadOnly },
    };
    const ferry = await startFerryUnderTest({ keys });
    ferry.sandbox.faults.add({
      when: { operation: 'CompleteMultipartUpload' },
      fault: { kind: 'drop-response' },
    });
    await ferry.add(ferry.write('film.mp4', threeParts));
    await ferry.cleanedUp();
    const missing = { code: 'unconfirmed', missingAction: 'oss:GetObject' } as const;
    await expectFailed(ferry, 'film.mp4', missing, threeParts);
  });

  it('row 16: the upload of an Initiate whose response was lost is found and aborted', async () => {
    const ferry = await startFerryUnderTest();
    ferry.sandbox.faults.add({
      when: { operation: 'InitiateMultipartUpload' },
      fault: { kind: 'drop-response' },
    });
    await ferry.add(ferry.write('film.mp4', threeParts));
    await ferry.cleanedUp();
    expect(requests(ferry.sandbox, 'InitiateMultipartUpload')).toEqual({ arrived: 2, applied: 2 });
    expect(ferry.log.map(({ event }) => event)).toContain('orphan-aborted');
    await expectDone(ferry, 'film.mp4', threeParts);
  });

  it('row 17: an upload that is gone is begun anew, and the log says so', async () => {
    const ferry = await startFerryUnderTest({ settings: { partsPerFile: 1 } });
    const held = ferry.sandbox.faults.add({
      when: { operation: 'UploadPart', partNumber: 2 },
      fault: { kind: 'hold' },
    });
    await ferry.add(ferry.write('film.mp4', threeParts));
    await held.nextFired();
    const [upload] = await ferry.remote.uploads();
    await ferry.remote.client.abortMultipartUpload('film.mp4', upload?.uploadId ?? '');
    held.release();
    await ferry.cleanedUp();
    expect(ferry.log.map(({ event }) => event)).toContain('upload-restarted');
    expect(partsSent(ferry.sandbox)).toEqual({ 1: 2, 2: 2, 3: 1 });
    await expectDone(ferry, 'film.mp4', threeParts);
  });

  it('row 19: of a part list that OSS refuses, only the part that differs is sent again', async () => {
    const ferry = await startFerryUnderTest();
    const held = ferry.sandbox.faults.add({
      when: { operation: 'CompleteMultipartUpload' },
      fault: { kind: 'hold' },
    });
    await ferry.add(ferry.write('film.mp4', threeParts));
    await held.nextFired();
    const [upload] = await ferry.remote.uploads();
    const foreign = noise(partSize, 'foreign');
    const { client } = ferry.remote;
    await client.uploadPart('film.mp4', upload?.uploadId ?? '', 2, foreign, 0, partSize);
    held.release();
    await ferry.cleanedUp();
    expect(loggedErrors(ferry)).toEqual([]);
    expect(requests(ferry.sandbox, 'CompleteMultipartUpload')).toEqual({ arrived: 2, applied: 1 });
    expect(partsSent(ferry.sandbox)).toEqual({ 1: 1, 2: 3, 3: 1 });
    await expectDone(ferry, 'film.mp4', threeParts);
  });

  it('row 19: a part list that is refused again and again ends in a failure', async () => {
    const ferry = await startFerryUnderTest({ settings: { retryBudget: 1 } });
    const body = '<?xml version="1.0"?><Error><Code>InvalidPart</Code></Error>';
    const headers = { 'Content-Type': 'application/xml', 'x-oss-request-id': 'A'.repeat(24) };
    ferry.sandbox.faults.add({
      when: { operation: 'CompleteMultipartUpload' },
      times: Infinity,
      fault: { kind: 'answer', status: 400, headers, body },
    });
    await ferry.add(ferry.write('film.mp4', threeParts));
    await ferry.cleanedUp();
    expect(requests(ferry.sandbox, 'CompleteMultipartUpload').arrived).toBeLessThanOrEqual(3);
    expect(partsSent(ferry.sandbox)).toEqual({ 1: 1, 2: 1, 3: 1 });
    await expectFailed(ferry, 'film.mp4', { code: 'part-rejected', ossCode: 'InvalidPart' });
  });
});
