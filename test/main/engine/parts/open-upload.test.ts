import { describe, expect, it } from 'vitest';
import { AdaptivePartSize } from '../../../../main/engine/limits/body-sizes.ts';
import { openUpload } from '../../../../main/engine/parts/open-upload.ts';
import type { ObjectFacts, RemotePart } from '../../../../main/engine/ports/object-store.ts';
import type { Checkpoint, CommittedPart } from '../../../../main/engine/ports/transfer-store.ts';
import type { Run } from '../../../../main/engine/run/run.ts';
import { type ErrorCode, TransferError } from '../../../../shared/errors.ts';
import { defaultSettings } from '../../../../shared/settings.ts';
import { ManualClock } from '../manual-clock.ts';
import { handle, identity, type PortSketch, runOn } from '../run-on-ports.ts';

function part(number: number, size = 102_400): CommittedPart {
  return { number, size, etag: `e${number}`, crc64: '1', crc64Confirmed: true };
}

const begun: Checkpoint & { uploadId: string } = {
  ...{ partSize: 102_400, identity, uploadId: 'old', intendedAt: 0, completing: false },
  parts: [part(1), part(2)],
};

/** Opens an upload, and notes in order what the ports were asked for. */
async function open(
  checkpoint: Checkpoint | undefined,
  answers: PortSketch['objects'] = {},
  changes: Partial<Run> = {},
  file = handle,
) {
  const calls: string[] = [];
  const note = (call: string) => {
    calls.push(call);
    return Promise.resolve();
  };
  const run = runOn(
    {
      store: {
        checkpoint: () => Promise.resolve(checkpoint),
        intend: (_id, { partSize }) => note(`intend ${partSize}`),
        saveUploadId: (_id, uploadId) => note(`save ${uploadId}, initiating ${run.isInitiating}`),
        dropCheckpoint: (_id, upload) => note(upload),
        dropParts: (_id, numbers) => note(`drop ${numbers.join()}`),
      },
      objects: {
        initiate: () => note('initiate').then(() => 'new'),
        ...answers,
      },
    },
    changes,
  );
  const opened = await openUpload(run, file, true).catch((thrown: unknown) => thrown);
  return { opened, calls, run };
}

function listing(...parts: readonly RemotePart[]) {
  return { listParts: () => Promise.resolve(parts) };
}

function refusing(code: ErrorCode) {
  return () => Promise.reject(new TransferError({ code }));
}

describe('the time of the response that opened an upload', () => {
  it.each([
    ['a new one', undefined],
    ['one that goes on', begun],
  ])('is measured for %s, without what the disk takes', async (_, checkpoint) => {
    const clock = new ManualClock();
    const takes = async <T>(milliseconds: number, value: T): Promise<T> => {
      await clock.pass(milliseconds);
      return value;
    };
    const { ports, ...run } = runOn({
      store: {
        checkpoint: () => takes(1000, checkpoint),
        intend: () => takes(1000, undefined),
        saveUploadId: () => takes(1000, undefined),
      },
      objects: {
        initiate: () => takes(400, 'new'),
        listParts: () => takes(400, begun.parts),
      },
    });
    const opened = await openUpload({ ...run, ports: { ...ports, clock } }, handle, true);
    expect(opened).toMatchObject({ kind: 'open', upload: { responseTime: 400 } });
  });
});

describe('the part size', () => {
  const MiB = 1024 * 1024;
  const settings = () => defaultSettings;
  const fileOf = (size: number) => ({
    ...handle,
    identity: () => Promise.resolve({ ...identity, size }),
  });

  it('of a new upload is the one that the line allows, within 10,000 parts', async () => {
    const partSize = new AdaptivePartSize();
    partSize.timedOut(8 * MiB);
    const small = await open(undefined, {}, { partSize, settings }, fileOf(100 * MiB));
    expect(small.calls[0]).toBe(`intend ${4 * MiB}`);
    const huge = await open(undefined, {}, { partSize, settings }, fileOf(100_000 * MiB));
    expect(huge.calls[0]).toBe(`intend ${10 * MiB}`);
  });

  it('that the batch or the settings chose stays', async () => {
    const partSize = new AdaptivePartSize();
    partSize.timedOut(8 * MiB);
    const batch = { options: { partSize: 8 * MiB } } as unknown as Run['batch'];
    const byBatch = await open(undefined, {}, { partSize, settings, batch });
    expect(byBatch.calls[0]).toBe(`intend ${8 * MiB}`);
    const bySettings = await open(undefined, {}, { partSize });
    expect(bySettings.calls[0]).toBe('intend 102400');
  });

  it('of an upload that has begun stays', async () => {
    const partSize = new AdaptivePartSize();
    partSize.timedOut(8 * MiB);
    const remote = { number: 1, size: 102_400, etag: 'e1' };
    const { opened } = await open(begun, listing(remote), { partSize, settings });
    expect(opened).toMatchObject({ upload: { uploadId: 'old', partSize: 102_400 } });
  });
});

describe('a new upload', () => {
  it('is written down before Initiate, and its uploadId before anything is sent', async () => {
    const { opened, calls, run } = await open(undefined);
    expect(calls).toEqual(['intend 102400', 'initiate', 'save new, initiating true']);
    expect(opened).toMatchObject({ kind: 'open', upload: { uploadId: 'new', partSize: 102_400 } });
    expect(run.isInitiating).toBe(false);
  });

  it.each([
    ['connection-lost', 'abort-upload'],
    ['server-error', 'abort-upload'],
    ['access-denied', 'keep-upload'],
    ['object-exists', 'keep-upload'],
  ] as const)('leaves an orphan to be searched only if it may exist: %s', async (code, upload) => {
    const { opened, calls, run } = await open(undefined, { initiate: refusing(code) });
    expect([calls, (opened as TransferError).code]).toEqual([['intend 102400', upload], code]);
    expect(run.isInitiating).toBe(false);
  });

  it('follows an intent whose response was lost, whose orphan is searched for', async () => {
    const { uploadId: _lost, ...intent } = { ...begun, parts: [] };
    const { calls } = await open(intent);
    expect(calls[0]).toBe('abort-upload');
    expect(calls.at(-1)).toBe('save new, initiating true');
  });
});

describe('a checkpoint', () => {
  it('goes on with the parts on which both sides agree', async () => {
    const other = { ...part(2), etag: 'other' };
    const { opened, calls, run } = await open(begun, listing(part(1), other, part(3)));
    expect(calls).toEqual(['drop 2']);
    const { upload } = opened as { upload: { uploadId: string; parts: Map<number, unknown> } };
    expect([upload.uploadId, [...upload.parts.keys()]]).toEqual(['old', [1]]);
    expect(run.bytes.committed).toBe(102_400);
  });

  it('stands as it is where OSS does not permit a list of the parts', async () => {
    const { opened, calls } = await open(begun, { listParts: refusing('access-denied') });
    expect([calls, (opened as { kind: string }).kind]).toEqual([[], 'open']);
  });

  it('of a file that changed is of no use', async () => {
    const changed = { ...begun, identity: { ...identity, size: 1 } };
    const { opened, calls } = await open(changed, listing());
    expect([calls, (opened as TransferError).code]).toEqual([[], 'source-changed']);
  });

  it('that OSS does not know begins anew', async () => {
    const { calls } = await open(begun, { listParts: refusing('upload-missing') });
    expect(calls).toEqual([
      'keep-upload',
      'intend 102400',
      'initiate',
      'save new, initiating true',
    ]);
  });

  it('is done when the Complete whose response was lost made the object', async () => {
    const parts = [part(1), part(2), part(3, 45_200)].map((each) => ({ ...each, crc64: '0' }));
    const object = (crc64: string) =>
      ({ size: 250_000, etag: 'o', crc64, requestId: 'r' }) as ObjectFacts;
    const completing = { ...begun, completing: true, parts };
    const missing = { listParts: refusing('upload-missing') };
    const own = await open(completing, { ...missing, head: () => Promise.resolve(object('0')) });
    expect(own.calls).toEqual([]);
    expect(own.opened).toMatchObject({ kind: 'complete', sent: { verified: 'crc64' } });
    const foreign = await open(completing, {
      ...missing,
      head: () => Promise.resolve(object('9')),
    });
    expect(foreign.calls[0]).toBe('keep-upload');
    const unseen = await open(completing, { ...missing, head: refusing('access-denied') });
    expect((unseen.opened as TransferError).code).toBe('unconfirmed');
  });
});
