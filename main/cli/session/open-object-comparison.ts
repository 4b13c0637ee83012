import { TransferError } from '../../../shared/errors.ts';
import { compareIdentity } from '../../../shared/compare-identity.ts';
import type { Transfer } from '../../../shared/transfer.ts';
import { chooseProxy } from '../../doctor/create-doctor.ts';
import type { HandOverResult } from '../../engine/ports/hand-over.ts';
import type { ObjectFacts } from '../../engine/ports/object-store.ts';
import type { SourceHandle } from '../../engine/ports/source-files.ts';
import { createObjectStore } from '../../oss/object-store.ts';
import { openSource } from '../../transfer/source/open-source.ts';
import { createTransport } from '../../transfer/workers/worker-pool.ts';
import type { ObjectComparison, OpenObjectComparison, ProcessEnvironment } from '../run/world.ts';
import { keysFor } from './open-ferry.ts';

/** Milliseconds without a byte before a request ends. */
const idleTimeout = 15_000;

/** Compares with the keys and the proxy of the environment or of a profile. */
export function openObjectComparison(
  environment: ProcessEnvironment,
  { account, proxy = { mode: 'system' } }: OpenObjectComparison,
): Promise<ObjectComparison> {
  const transport = createTransport();
  transport.setProxy(chooseProxy(proxy, environment, account.endpoint));
  const accounts = () => Promise.resolve(account);
  const credentials = keysFor(environment, accounts);
  const objects = createObjectStore({ accounts, credentials, transport });
  return Promise.resolve({
    async compare(row, signal) {
      const { id, accountId, bucket, key } = row;
      const object = await objects.head({ accountId, bucket, key }, { signal, idleTimeout });
      if (object === undefined) return { id, found: 'missing' };
      const source = await openSource(row.source.path, transport);
      try {
        return await compareBytes(row, object, source, signal);
      } finally {
        await source.close();
      }
    },
    close: () => transport.close(),
  });
}

async function compareBytes(
  { id }: Transfer,
  { size, etag, crc64, requestId }: ObjectFacts,
  source: SourceHandle,
  signal: AbortSignal,
): Promise<HandOverResult> {
  const before = await source.identity();
  if (before.size !== size) {
    const detail = `The object has ${size} bytes, the file ${before.size}`;
    return { id, found: 'different', detail };
  }
  if (crc64 === undefined) {
    const detail = 'OSS gives no CRC-64 of the object';
    throw new TransferError({ code: 'not-comparable', detail });
  }
  const read = size === 0 ? '0' : await source.crc64(0, size, signal);
  if (compareIdentity(before, await source.identity()) === 'changed') {
    throw new TransferError({ code: 'source-changed' });
  }
  if (read === crc64) {
    return { id, found: 'arrived', size, result: { etag, crc64, requestId } };
  }
  const detail = `The object has the CRC-64 ${crc64}, the file ${read}`;
  return { id, found: 'different', detail };
}
