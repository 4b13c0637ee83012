import { randomBytes } from 'node:crypto';
import { mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LeftUpload } from '../../shared/account/diagnosis.ts';
import { toErrorRecord } from '../../shared/errors.ts';
import type {
  ObjectStore,
  ObjectTarget,
  PartBytes,
  RequestContext,
} from '../engine/ports/object-store.ts';

/** Bytes that one measurement sends. */
const measuredBytes = 2 * 1024 * 1024;

/** Milliseconds without a byte before a request ends. */
const idleTimeout = 20_000;

/** Receives the upload that could not be aborted. */
export type NoteLeft = (upload: LeftUpload) => void;

/**
 * Begins a multipart upload and aborts it: proves the right to write, and leaves nothing behind
 * unless OSS refuses the abort.
 *
 * @param work runs between the two
 * @throws TransferError of Initiate or of `work`
 */
export async function tryUpload(
  objects: ObjectStore,
  target: ObjectTarget,
  signal: AbortSignal,
  noteLeft: NoteLeft,
  work: (uploadId: string) => Promise<void> = () => Promise.resolve(),
): Promise<void> {
  const abort = async (uploadId: string) => {
    // The user may have ended the checks; the upload must end all the same.
    await objects.abort(target, uploadId, ownContext()).catch((thrown: unknown) => {
      const { bucket, key } = target;
      if (toErrorRecord(thrown).code !== 'upload-missing') noteLeft({ bucket, key, uploadId });
    });
  };
  const uploadId = await objects
    .initiate(target, { forbidOverwrite: true }, { signal, idleTimeout })
    .catch(async (thrown: unknown) => {
      // Without a response the upload can have begun. No other program uses this key.
      if (toErrorRecord(thrown).status === undefined) {
        for (const lost of await uploadsOf(objects, target)) await abort(lost);
      }
      throw thrown;
    });
  try {
    await work(uploadId);
  } finally {
    await abort(uploadId);
  }
}

function ownContext(): RequestContext {
  return { signal: AbortSignal.timeout(idleTimeout), idleTimeout };
}

/** The upload ids of exactly this key; empty where the keys may not list them. */
async function uploadsOf(objects: ObjectStore, target: ObjectTarget): Promise<readonly string[]> {
  const { accountId, bucket, key } = target;
  const listed = await objects
    .listUploads({ accountId, bucket, prefix: key }, ownContext())
    .catch(() => []);
  return listed.filter((one) => one.key === key).map(({ uploadId }) => uploadId);
}

/** Bytes a second for one part. @throws TransferError */
export async function measureSpeed(
  objects: ObjectStore,
  target: ObjectTarget,
  signal: AbortSignal,
  noteLeft: NoteLeft,
): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'ferry-doctor-'));
  const path = join(folder, 'part');
  try {
    await writeFile(path, randomBytes(measuredBytes));
    const file = await open(path);
    try {
      let seconds = 0;
      await tryUpload(objects, target, signal, noteLeft, async (uploadId) => {
        const begun = performance.now();
        const part = partOf(file.fd);
        await objects.uploadPart(target, uploadId, 1, part, { signal, idleTimeout });
        seconds = (performance.now() - begun) / 1000;
      });
      return Math.round(measuredBytes / Math.max(seconds, 0.001));
    } finally {
      await file.close();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function partOf(descriptor: number): PartBytes {
  const unused = () =>
    Promise.reject(new Error('The doctor reads the file by its descriptor only.'));
  const source = { descriptor, identity: unused, crc64: unused, close: () => Promise.resolve() };
  return { source, start: 0, end: measuredBytes, withMd5: false };
}
