import { describe, expect, it } from 'vitest';
import { openUpload } from '../../../../main/engine/parts/open-upload.ts';
import type { ObjectFacts, RemotePart } from '../../../../main/engine/ports/object-store.ts';
import type { Checkpoint, CommittedPart } from '../../../../main/engine/ports/transfer-store.ts';
import { type ErrorCode, TransferError } from '../../../../shared/errors.ts';
import { handle, identity, type PortSketch, runOn } from '../run-on-ports.ts';

function part(number: number, size = 102_400): CommittedPart {
  return { number, size, etag: `e${number}`, crc64: '1', crc64Confirmed: true };
}

const begun: Checkpoint & { uploadId: string } = {
  ...{ partSize: 102_400, identity, uploadId: 'old', intendedAt: 0, completing: false },
  parts: [part(1), part(2)],
};

/** Opens an upload, and notes in order what the ports were asked for. */
async function open(checkpoint: Checkpoint | undefined, answers: PortSketch['objects'] = {}) {
  const calls: string[] = [];
  const note = (call: string) => {
    calls.push(call);
    return Promise.resolve();
  };
  const run = runOn({
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
  });
  const opened = await openUpload(run, handle, true).catch((thrown: unknown) => thrown);
  return { opened, calls, run };
}

function listing(...parts: readonly RemotePart[]) {
  return { listParts: () => Promise.resolve(parts) };
}

function refusing(code: ErrorCode) {
  return () => Promise.reject(new TransferError({ code }));
}

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
