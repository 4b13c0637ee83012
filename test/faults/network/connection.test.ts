import { describe, expect, it } from 'vitest';
import {
  expectDone,
  expectFailed,
  loggedErrors,
  partsSent,
} from '../../helpers/expect-transfer.ts';
import { startFerryUnderTest } from '../../helpers/ferry-under-test.ts';
import { KiB, MiB } from '../../helpers/quick-settings.ts';
import { accountId } from '../../helpers/sandbox-account.ts';
import { noise } from '../../helpers/source-content.ts';

const threeParts = noise(250 * KiB);

describe('the connection', () => {
  it('row 1: a link that drops in the middle of a part costs this part and no other', async () => {
    const ferry = await startFerryUnderTest();
    const cut = ferry.sandbox.faults.add({
      when: { operation: 'UploadPart', partNumber: 2 },
      fault: { kind: 'cut-request', afterBytes: 50_000 },
    });
    await ferry.add(ferry.write('film.mp4', threeParts));
    await ferry.cleanedUp();
    expect(cut.fired).toBe(1);
    expect(partsSent(ferry.sandbox)).toEqual({ 1: 1, 2: 2, 3: 1 });
    await expectDone(ferry, 'film.mp4', threeParts);
  });

  it('row 1: while nothing can be reached, the transfer waits and spends no attempt', async () => {
    const ferry = await startFerryUnderTest({ settings: { partsPerFile: 1, retryBudget: 1 } });
    const held = ferry.sandbox.faults.add({
      when: { operation: 'UploadPart', partNumber: 2 },
      fault: { kind: 'hold' },
    });
    await ferry.add(ferry.write('film.mp4', threeParts));
    await held.nextFired();
    await ferry.cutNetwork();
    const waiting = await ferry.reaches('film.mp4', 'waiting');
    expect(waiting.state).toMatchObject({ why: 'offline', error: { code: 'offline' } });
    expect(waiting.bytesSent).toBe(100 * KiB);
    await ferry.restoreNetwork();
    await ferry.cleanedUp();
    expect(partsSent(ferry.sandbox)).toEqual({ 2: 1, 3: 1 });
    await expectDone(ferry, 'film.mp4', threeParts);
  });

  it('row 1: a line that breaks every connection is no fault of the transfer either', async () => {
    const ferry = await startFerryUnderTest({ settings: { retryBudget: 1 } });
    const broken = ferry.sandbox.faults.add({
      when: {},
      after: 2,
      times: Infinity,
      fault: { kind: 'cut-request', afterBytes: 0 },
    });
    await ferry.add(ferry.write('film.mp4', threeParts));
    const waiting = await ferry.reaches('film.mp4', 'waiting');
    expect(waiting.state).toMatchObject({ why: 'offline', error: { code: 'connection-lost' } });
    broken.remove();
    await ferry.cleanedUp();
    await expectDone(ferry, 'film.mp4', threeParts);
  });

  it('row 2: a half-open connection is given up and the part sent on another one', async () => {
    const ferry = await startFerryUnderTest({ settings: { idleTimeout: 1000 } });
    ferry.sandbox.faults.add({
      when: { operation: 'UploadPart', partNumber: 2 },
      fault: { kind: 'stop-reading' },
    });
    await ferry.add(ferry.write('film.mp4', threeParts));
    await ferry.cleanedUp();
    expect(loggedErrors(ferry)).toContain('no-progress');
    expect(partsSent(ferry.sandbox)).toEqual({ 1: 1, 2: 2, 3: 1 });
    await expectDone(ferry, 'film.mp4', threeParts);
  });

  it('row 2: a line that is slow but moves is left alone for longer than the time-out', async () => {
    const content = noise(16 * MiB);
    const ferry = await startFerryUnderTest({
      settings: { idleTimeout: 2000, partSize: 16 * MiB },
    });
    ferry.sandbox.faults.add({
      when: { operation: 'UploadPart' },
      fault: { kind: 'slow-read', bytesPerSecond: 5 * MiB },
    });
    await ferry.add(ferry.write('film.mp4', content));
    await ferry.cleanedUp();
    expect(loggedErrors(ferry)).toEqual([]);
    expect(partsSent(ferry.sandbox)).toEqual({ 1: 1 });
    await expectDone(ferry, 'film.mp4', content);
  });

  it('row 3: the first question, whose answers break off, is asked until one arrives', async () => {
    const ferry = await startFerryUnderTest();
    const lost = ferry.sandbox.faults.add({
      when: { operation: 'ListParts' },
      times: 2,
      fault: { kind: 'drop-response' },
    });
    await ferry.engine.probe({ accountId, bucket: ferry.sandbox.bucket, prefix: 'place/' });
    expect(lost.fired).toBe(2);
  });

  it('row 3: errors of the server and of gateways are tried again', async () => {
    const ferry = await startFerryUnderTest();
    const xml = '<?xml version="1.0"?><Error><Code>InternalError</Code></Error>';
    const headers = { 'Content-Type': 'application/xml', 'x-oss-request-id': 'A'.repeat(24) };
    for (const answer of [
      { status: 500, headers, body: xml },
      { status: 502, body: '<html><h1>Bad Gateway</h1></html>' },
      { status: 504 },
    ]) {
      ferry.sandbox.faults.add({
        when: { operation: 'UploadPart', partNumber: 2 },
        fault: { kind: 'answer', ...answer },
      });
    }
    await ferry.add(ferry.write('film.mp4', threeParts));
    await ferry.cleanedUp();
    expect(partsSent(ferry.sandbox)).toEqual({ 1: 1, 2: 4, 3: 1 });
    await expectDone(ferry, 'film.mp4', threeParts);
  });

  it('row 3: a server that goes on failing ends in a failure that keeps its parts', async () => {
    const ferry = await startFerryUnderTest({ settings: { retryBudget: 2 } });
    const failing = ferry.sandbox.faults.add({
      when: { operation: 'UploadPart', partNumber: 2 },
      times: Infinity,
      fault: { kind: 'answer', status: 500 },
    });
    await ferry.add(ferry.write('film.mp4', threeParts));
    await ferry.cleanedUp();
    await expectFailed(ferry, 'film.mp4', { code: 'server-error', status: 500 });
    failing.remove();
    expect(await ferry.engine.retry({ all: true })).toBe(1);
    await ferry.cleanedUp();
    const { 1: first, 3: third } = partsSent(ferry.sandbox);
    expect({ first, third }).toEqual({ first: 1, third: 1 });
    await expectDone(ferry, 'film.mp4', threeParts);
  });
});
