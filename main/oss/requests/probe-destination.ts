import { randomBytes } from 'node:crypto';
import { TransferError } from '../../../shared/errors.ts';
import type { ObjectTarget, RequestContext } from '../../engine/ports/object-store.ts';
import type { CallOss } from './call-oss.ts';
import { checkKey } from './check-key.ts';

/**
 * Lists the parts of an upload that cannot exist; the call changes nothing. "No such upload" means
 * that OSS reached the bucket, accepted the signature and granted the permission. A server that
 * checks the object first responds with "no such key", which means the same.
 */
export async function probeDestination(
  call: CallOss,
  target: ObjectTarget,
  context: RequestContext,
): Promise<void> {
  checkKey(target.key);
  const uploadId = randomBytes(16).toString('hex').toUpperCase();
  try {
    await call({ ...target, operation: 'ListParts' }, context, (client, ctx) =>
      client.listParts(target.key, uploadId, { 'max-parts': 1 }, { ctx }),
    );
  } catch (thrown) {
    const missing = thrown instanceof TransferError ? thrown.code : undefined;
    if (missing === 'upload-missing' || missing === 'object-missing') return;
    throw thrown;
  }
}
