import { TransferError } from '../../../shared/errors.ts';
import { unsendableKey } from '../../../shared/object-key.ts';

/**
 * Refuses object keys that would change on the way to OSS. Planning refuses them too, but commands
 * also name keys that other programs made.
 *
 * @throws TransferError `key-invalid` or `name-not-text`.
 */
export function checkKey(key: string): void {
  const fault = unsendableKey(key);
  if (fault !== undefined) throw new TransferError(fault);
}
