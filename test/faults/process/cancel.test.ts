import { describe, expect, it } from 'vitest';
import type { OperationName } from '../../../sandbox/rules/operation.ts';
import type { FaultPoint } from '../../../sandbox/faults.ts';
import { startFerryUnderTest } from '../../helpers/ferry-under-test.ts';
import { KiB } from '../../helpers/quick-settings.ts';
import { noise } from '../../helpers/source-content.ts';

const threeParts = noise(250 * KiB);

describe('a cancelled transfer', () => {
  it.each<[OperationName, FaultPoint]>([
    ['InitiateMultipartUpload', 'request'],
    ['InitiateMultipartUpload', 'response'],
    ['UploadPart', 'request'],
    ['UploadPart', 'response'],
    ['CompleteMultipartUpload', 'request'],
    ['CompleteMultipartUpload', 'response'],
  ])('row 53: leaves no upload behind when it is at %s (%s)', async (operation, point) => {
    const ferry = await startFerryUnderTest();
    const held = ferry.sandbox.faults.add({
      when: { operation },
      times: Infinity,
      fault: { kind: 'hold', point },
    });
    await ferry.add(ferry.write('film.mp4', threeParts));
    await held.nextFired();
    expect(await ferry.engine.cancel({ all: true })).toBe(1);
    held.remove();
    await ferry.sandbox.journal.idle();
    await ferry.cleanedUp();
    expect((await ferry.row('film.mp4')).state).toEqual({ name: 'cancelled' });
    expect(await ferry.remote.uploads()).toEqual([]);
    // A Complete that OSS had carried out stays carried out; nothing that exists is deleted.
    const completed = operation === 'CompleteMultipartUpload' && point === 'response';
    expect(await ferry.remote.keys()).toEqual(completed ? ['film.mp4'] : []);
  });

  it('row 53: is aborted again and again until OSS knows nothing of the upload', async () => {
    const ferry = await startFerryUnderTest();
    const { faults } = ferry.sandbox;
    const part = faults.add({ when: { operation: 'UploadPart' }, fault: { kind: 'hold' } });
    const aborts = [
      faults.add({
        when: { operation: 'AbortMultipartUpload' },
        fault: { kind: 'throttle', retryAfterMilliseconds: 0 },
      }),
      faults.add({
        when: { operation: 'AbortMultipartUpload' },
        fault: { kind: 'cut-request', afterBytes: 0 },
      }),
      faults.add({ when: { operation: 'AbortMultipartUpload' }, fault: { kind: 'drop-response' } }),
    ];
    await ferry.add(ferry.write('film.mp4', threeParts));
    await part.nextFired();
    await ferry.engine.cancel({ all: true });
    await ferry.cleanedUp();
    expect(aborts.map(({ fired }) => fired)).toEqual([1, 1, 1]);
    const answers = ferry.sandbox.journal.find({ operation: 'AbortMultipartUpload' });
    expect(answers.map(({ status }) => status)).toEqual([503, 0, 0, 404]);
    expect(answers.map(({ applied }) => applied)).toEqual([false, false, true, false]);
    expect(await ferry.remote.uploads()).toEqual([]);
  });

  it('row 53: is aborted after the next start when nothing could be reached before', async () => {
    const ferry = await startFerryUnderTest();
    const part = ferry.sandbox.faults.add({
      when: { operation: 'UploadPart' },
      fault: { kind: 'hold' },
    });
    await ferry.add(ferry.write('film.mp4', threeParts));
    await part.nextFired();
    await ferry.cutNetwork();
    await ferry.engine.cancel({ all: true });
    await ferry.stop();
    await ferry.restoreNetwork();
    expect(await ferry.remote.uploads()).toHaveLength(1);
    await ferry.restart();
    await ferry.cleanedUp();
    expect(await ferry.remote.uploads()).toEqual([]);
    expect((await ferry.row('film.mp4')).state).toEqual({ name: 'cancelled' });
  });
});
