import { randomBytes } from 'node:crypto';
import { TransferError } from '../../../shared/errors.ts';
import type { ObjectTarget, RequestContext } from '../../engine/ports/object-store.ts';
import type { CallOss } from './call-oss.ts';
import { checkKey } from './check-key.ts';

/**
 * Asks for the parts of an upload that cannot exist. "No such upload" means that the endpoint was
 * reached, the signature accepted, the bucket found and the right given; nothing is changed. A server
 * that looks for the object first says the same with "no such key".
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
