import { createHmac } from 'node:crypto';

/**
 * Tells whether two processes have the same access key ID, without saying which: its HMAC under a
 * nonce of the one who asks. `undefined` without an ID.
 */
export function keyDigest(accessKeyId: string | undefined, nonce: string): string | undefined {
  const id = accessKeyId?.trim() ?? '';
  if (id === '') return undefined;
  return createHmac('sha256', nonce).update(id).digest('hex');
}
