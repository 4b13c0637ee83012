import { toErrorRecord } from '../../shared/errors.ts';
import type { Crc64 } from '../../shared/transfer.ts';
import type { ObjectFacts } from './ports/object-store.ts';
import { requestContext, type UploadRun } from './upload-run.ts';

/** What OSS holds under the key, or that we may not ask. */
export type RemoteObject =
  | { readonly kind: 'object'; readonly facts: ObjectFacts }
  | { readonly kind: 'absent' }
  | { readonly kind: 'not-permitted' };

/** HEAD, with "not permitted" as an answer: upload-only rights are enough for Ferry. */
export async function lookAtObject(run: UploadRun): Promise<RemoteObject> {
  try {
    const facts = await run.ports.objects.head(run.target, requestContext(run, run.signal));
    return facts === undefined ? { kind: 'absent' } : { kind: 'object', facts };
  } catch (thrown) {
    run.signal.throwIfAborted();
    if (toErrorRecord(thrown).code === 'access-denied') return { kind: 'not-permitted' };
    throw thrown;
  }
}

/** Whether the object is, byte for byte, what was sent. Without a CRC-64 nobody can say so. */
export function isSameObject(
  facts: ObjectFacts,
  sent: { readonly size: number; readonly crc64: Crc64 },
): boolean {
  return facts.size === sent.size && facts.crc64 === sent.crc64;
}
