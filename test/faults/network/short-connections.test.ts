import { describe, expect, it, onTestFinished } from 'vitest';
import { startFaultProxy } from '../../fault-proxy/fault-proxy.ts';
import { expectDone, expectFailed } from '../../helpers/expect-transfer.ts';
import { startFerryUnderTest, type FerryUnderTest } from '../../helpers/ferry-under-test.ts';
import { KiB, MiB } from '../../helpers/quick-settings.ts';
import { accountFor } from '../../helpers/sandbox-account.ts';
import { noise } from '../../helpers/source-content.ts';
import { defaultSettings } from '../../../shared/settings.ts';

const { partSize, multipartThreshold } = defaultSettings;

/** A Ferry with the sizes of everyday, each of whose connections is reset after so many bytes. */
async function startOnShortConnections(afterBytes: number): Promise<FerryUnderTest> {
  const ferry = await startFerryUnderTest({
    settings: { partSize, multipartThreshold, retryBudget: 2 },
  });
  const proxy = await startFaultProxy({
    target: ferry.sandbox.port,
    faultOf: () => ({ kind: 'reset', direction: 'up', afterBytes }),
  });
  onTestFinished(() => proxy.close());
  await ferry.engine.saveAccount({ ...accountFor(ferry.sandbox), endpoint: proxy.endpoint });
  return ferry;
}

describe('connections that are reset after 3 MB', () => {
  it.each([
    ['a file of 20 MB', 20_000_000],
    ['a file whose last part alone comes through', 17 * MiB],
    ['a file of one PUT', 5_000_000],
  ])('row 66: let %s arrive in smaller parts', async (_what, size) => {
    const content = noise(size);
    const ferry = await startOnShortConnections(3_000_000);
    await ferry.add(ferry.write('film.mp4', content));
    await ferry.cleanedUp();
    await expectDone(ferry, 'film.mp4', content);
  });
});

describe('connections that are reset before the smallest part is through', () => {
  it('row 66: fail a file after its budget, and say nothing of finished parts', async () => {
    const ferry = await startOnShortConnections(50 * KiB);
    await ferry.add(ferry.write('film.mp4', noise(9 * MiB)));
    await ferry.cleanedUp();
    await expectFailed(ferry, 'film.mp4', { code: 'connection-lost' });
    const { state } = await ferry.row('film.mp4');
    expect(state).not.toHaveProperty('error.partsKept');
  });
});

describe('a server that goes on cutting one part', () => {
  it('row 66: fails a file of which finished parts are kept, and says so', async () => {
    const ferry = await startFerryUnderTest({ settings: { retryBudget: 2, partsPerFile: 1 } });
    ferry.sandbox.faults.add({
      when: { operation: 'UploadPart', partNumber: 2 },
      times: Infinity,
      fault: { kind: 'cut-request', afterBytes: 50_000 },
    });
    await ferry.add(ferry.write('film.mp4', noise(250 * KiB)));
    await ferry.cleanedUp();
    await expectFailed(ferry, 'film.mp4', { code: 'connection-lost', partsKept: true });
  });
});

describe('a PutObject that arrives after its file went on by parts', () => {
  it('row 66: makes the object, and nothing of the parts stays at OSS', async () => {
    const content = noise(400 * KiB);
    const settings = { multipartThreshold: MiB, partsPerFile: 1 };
    const ferry = await startFerryUnderTest({ settings });
    const cut = ferry.sandbox.faults.add({
      when: { operation: 'PutObject' },
      times: Infinity,
      fault: { kind: 'cut-request', afterBytes: 150_000 },
    });
    const complete = ferry.sandbox.faults.add({
      when: { operation: 'CompleteMultipartUpload' },
      fault: { kind: 'hold', point: 'request' },
    });
    await ferry.add(ferry.write('late.bin', content), { conflictPolicy: 'fail' });
    await complete.nextFired();
    cut.remove();
    await ferry.remote.client.put('late.bin', content);
    complete.release();
    await ferry.cleanedUp();
    await expectDone(ferry, 'late.bin', content);
  });
});
