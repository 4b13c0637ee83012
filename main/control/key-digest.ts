import { createHmac } from 'node:crypto';

/**
 * Lets two processes compare their access key IDs without sending them. The digest is the HMAC of
 * the ID under a nonce of the caller. `undefined` without an ID.
 */
export function keyDigest(accessKeyId: string | undefined, nonce: string): string | undefined {
  const id = accessKeyId?.trim() ?? '';
  if (id === '') return undefined;
  return createHmac('sha256', nonce).update(id).digest('hex');
}
