import { describe, expect, it } from 'vitest';
import {
  expectDone,
  expectFailed,
  loggedErrors,
  partsSent,
  requests,
} from '../../helpers/expect-transfer.ts';
import { startFerryUnderTest } from '../../helpers/ferry-under-test.ts';
import { KiB } from '../../helpers/quick-settings.ts';
import { startListeningServer } from '../../helpers/servers/listening-server.ts';
import { noise } from '../../helpers/source-content.ts';

const threeParts = noise(250 * KiB);
const small = noise(10 * KiB);
/** The CRC-64 in the response to Complete changes on its way. */
const changedResponse = {
  when: { operation: 'CompleteMultipartUpload' },
  fault: { kind: 'wrong-checksum' },
} as const;
const portal = {
  kind: 'answer',
  status: 200,
  headers: { 'Content-Type': 'text/html' },
  body: '<html><form action="/login">Welcome to the hotel</form></html>',
} as const;

describe('answers that are none', () => {
  it('row 11: the page of a captive portal is never taken for a success', async () => {
    const ferry = await startFerryUnderTest();
    const { faults } = ferry.sandbox;
    const portals = (
      ['InitiateMultipartUpload', 'UploadPart', 'CompleteMultipartUpload', 'PutObject'] as const
    ).map((operation) => faults.add({ when: { operation }, fault: portal }));
    await ferry.add([ferry.write('film.mp4', threeParts), ferry.write('note.txt', small)]);
    await ferry.cleanedUp();
    expect(portals.map(({ fired }) => fired)).toEqual([1, 1, 1, 1]);
    await expectDone(ferry, 'film.mp4', threeParts);
    await expectDone(ferry, 'note.txt', small);
  });

  it.each<[string, Readonly<Record<string, string>>]>([
    ['a page', {}],
    ['a page with an ETag', { ETag: '"0123456789ABCDEF"' }],
    ['a page with a request id', { 'x-oss-request-id': 'A'.repeat(24) }],
  ])('row 11: behind a portal that always shows %s nothing is done', async (_what, headers) => {
    const ferry = await startFerryUnderTest({ settings: { retryBudget: 2 } });
    ferry.sandbox.faults.add({
      when: { operation: 'PutObject' },
      times: Infinity,
      fault: { ...portal, headers: { ...portal.headers, ...headers } },
    });
    await ferry.add(ferry.write('note.txt', small));
    await ferry.cleanedUp();
    await expectFailed(ferry, 'note.txt', { code: 'unexpected-answer', status: 200 });
  });

  it('row 13: a redirect takes neither the bytes nor the signature to another server', async () => {
    const ferry = await startFerryUnderTest();
    const elsewhere = await startListeningServer(200, '{}');
    for (const [operation, status] of [
      ['PutObject', 307],
      ['UploadPart', 301],
    ] as const) {
      ferry.sandbox.faults.add({
        when: { operation },
        times: Infinity,
        fault: { kind: 'answer', status, headers: { Location: `${elsewhere.origin}/film.mp4` } },
      });
    }
    await ferry.add([ferry.write('film.mp4', threeParts), ferry.write('note.txt', small)]);
    await ferry.cleanedUp();
    await expectFailed(ferry, 'film.mp4', { code: 'redirect-refused', status: 301 });
    await expectFailed(ferry, 'note.txt', { code: 'redirect-refused', status: 307 });
    expect(elsewhere.heard).toEqual([]);
  });

  it('row 18: a part whose response lost its ETag is not accepted but sent again', async () => {
    const ferry = await startFerryUnderTest();
    ferry.sandbox.faults.add({
      when: { operation: 'UploadPart', partNumber: 3 },
      fault: { kind: 'omit-headers', names: ['ETag'] },
    });
    await ferry.add(ferry.write('film.mp4', threeParts));
    await ferry.cleanedUp();
    expect(loggedErrors(ferry)).toContain('unexpected-answer');
    expect(partsSent(ferry.sandbox)).toEqual({ 1: 1, 2: 1, 3: 2 });
    await expectDone(ferry, 'film.mp4', threeParts);
  });

  it('row 20: a byte that changes on the way has its part sent again', async () => {
    const ferry = await startFerryUnderTest();
    ferry.sandbox.faults.add({
      when: { operation: 'UploadPart', partNumber: 2 },
      fault: { kind: 'flip-byte', at: 77_777 },
    });
    ferry.sandbox.faults.add({
      when: { operation: 'PutObject' },
      fault: { kind: 'flip-byte', at: 7 },
    });
    await ferry.add([ferry.write('film.mp4', threeParts), ferry.write('note.txt', small)]);
    await ferry.cleanedUp();
    expect(loggedErrors(ferry)).toEqual(['corrupted-on-the-way', 'corrupted-on-the-way']);
    expect(partsSent(ferry.sandbox)).toEqual({ 1: 1, 2: 2, 3: 1 });
    await expectDone(ferry, 'film.mp4', threeParts);
    await expectDone(ferry, 'note.txt', small);
  });

  it('row 20: a line that always damages a part ends in a failure, never in an object', async () => {
    const ferry = await startFerryUnderTest({ settings: { retryBudget: 1 } });
    ferry.sandbox.faults.add({
      when: { operation: 'UploadPart', partNumber: 2 },
      times: Infinity,
      fault: { kind: 'flip-byte', at: 0 },
    });
    await ferry.add(ferry.write('film.mp4', threeParts));
    await ferry.cleanedUp();
    expect(partsSent(ferry.sandbox)[2]).toBe(3);
    await expectFailed(ferry, 'film.mp4', { code: 'corrupted-on-the-way' });
  });

  it('row 20: an object whose CRC-64 is not that of the file has failed, also after a success response', async () => {
    const ferry = await startFerryUnderTest();
    for (const operation of ['CompleteMultipartUpload', 'HeadObject'] as const) {
      ferry.sandbox.faults.add({
        when: { operation },
        times: Infinity,
        fault: { kind: 'wrong-checksum' },
      });
    }
    await ferry.add(ferry.write('film.mp4', threeParts));
    await ferry.cleanedUp();
    await expectFailed(ferry, 'film.mp4', { code: 'object-differs' }, threeParts);
    expect((await ferry.row('film.mp4')).key).toBe('film.mp4');
  });

  it('row 20: a response whose CRC-64 changed on the way does not fail a file that arrived', async () => {
    const ferry = await startFerryUnderTest();
    ferry.sandbox.faults.add(changedResponse);
    await ferry.add(ferry.write('film.mp4', threeParts));
    await ferry.cleanedUp();
    expect(partsSent(ferry.sandbox)).toEqual({ 1: 1, 2: 1, 3: 1 });
    await expectDone(ferry, 'film.mp4', threeParts);
  });

  it.each(['overwrite', 'fail'] as const)(
    'row 82: a changed response under "%s" fails no file when HEAD is refused at first',
    async (conflictPolicy) => {
      const ferry = await startFerryUnderTest();
      ferry.sandbox.faults.add(changedResponse);
      ferry.sandbox.faults.add({
        when: { operation: 'HeadObject' },
        fault: { kind: 'answer', status: 500 },
      });
      await ferry.add(ferry.write('film.mp4', threeParts), { conflictPolicy });
      await ferry.cleanedUp();
      expect(partsSent(ferry.sandbox)).toEqual({ 1: 1, 2: 1, 3: 1 });
      await expectDone(ferry, 'film.mp4', threeParts);
    },
  );

  it('row 82: HEAD is asked again when its response differs from both', async () => {
    const ferry = await startFerryUnderTest();
    ferry.sandbox.faults.add(changedResponse);
    ferry.sandbox.faults.add({
      when: { operation: 'HeadObject' },
      fault: { kind: 'wrong-checksum', bit: 5 },
    });
    await ferry.add(ferry.write('film.mp4', threeParts));
    await ferry.cleanedUp();
    expect(requests(ferry.sandbox, 'HeadObject').arrived).toBe(2);
    await expectDone(ferry, 'film.mp4', threeParts);
  });

  it('row 20: a list of parts that changes on the way is sent again, and no part is', async () => {
    const ferry = await startFerryUnderTest();
    ferry.sandbox.faults.add({
      when: { operation: 'CompleteMultipartUpload' },
      fault: { kind: 'flip-byte', at: 0 },
    });
    await ferry.add(ferry.write('film.mp4', threeParts));
    await ferry.cleanedUp();
    expect(loggedErrors(ferry)).toContain('corrupted-on-the-way');
    expect(requests(ferry.sandbox, 'CompleteMultipartUpload')).toEqual({ arrived: 2, applied: 1 });
    expect(partsSent(ferry.sandbox)).toEqual({ 1: 1, 2: 1, 3: 1 });
    await expectDone(ferry, 'film.mp4', threeParts);
  });

  it('row 21: without CRC-64 an MD5 vouches for each part, and the row says what was compared', async () => {
    const ferry = await startFerryUnderTest();
    ferry.sandbox.faults.add({
      when: {},
      times: Infinity,
      fault: { kind: 'omit-headers', names: ['x-oss-hash-crc64ecma'] },
    });
    await ferry.add([ferry.write('film.mp4', threeParts), ferry.write('note.txt', small)]);
    await ferry.cleanedUp();
    ferry.sandbox.faults.clear();
    await expectDone(ferry, 'film.mp4', threeParts, 'parts');
    await expectDone(ferry, 'note.txt', small, 'parts');
  });
});
