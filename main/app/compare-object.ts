import { modifiedFrom } from '../../shared/modified-time.ts';
import type { Crc64, Transfer } from '../../shared/transfer.ts';
import type { Comparison } from '../opened-queue.ts';
import type { ObjectFacts, ObjectStore, RequestContext } from '../engine/ports/object-store.ts';
import type { SourceFiles, SourceHandle } from '../engine/ports/source-files.ts';

/** Bytes. A conflict question must not wait for reading a larger file. */
const summedAtMost = 1024 * 1024 * 1024;

/**
 * Compares the object that conflicts with a row to the row's file: sizes, times, and equality by
 * CRC-64. Unknown facts are left out; a comparison never fails.
 */
export async function compareObject(
  ports: { readonly objects: ObjectStore; readonly files: SourceFiles },
  transfer: Transfer,
  context: RequestContext,
): Promise<Comparison> {
  const [facts, local] = await Promise.all([
    ports.objects.head(transfer, context).catch(() => undefined),
    ports.files.open(transfer.source.path).catch(() => undefined),
  ]);
  try {
    const identity = await local?.identity();
    const localModified = Number(BigInt(identity?.modified ?? '0') / 1_000_000n);
    if (facts === undefined) return { localModified };
    const identical =
      local === undefined || identity === undefined
        ? undefined
        : await isIdentical(local, identity.size, facts, context.signal);
    return {
      localModified,
      remoteSize: facts.size,
      remoteModified: modifiedFrom(facts.meta) ?? facts.lastModified,
      ...(identical !== undefined && { identical }),
    };
  } catch {
    return { localModified: 0 };
  } finally {
    await local?.close();
  }
}

async function isIdentical(
  local: SourceHandle,
  size: number,
  facts: ObjectFacts,
  signal: AbortSignal,
): Promise<boolean | undefined> {
  if (size !== facts.size) return false;
  if (facts.crc64 === undefined || size > summedAtMost) return undefined;
  const sum: Crc64 = await local.crc64(0, size, signal);
  return sum === facts.crc64;
}
