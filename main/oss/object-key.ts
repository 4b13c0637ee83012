import { TransferError } from '../../shared/errors.ts';

/**
 * Refuses keys that would not arrive as they are: ali-oss drops slashes at the start, and address
 * parsers resolve `.` and `..`. Planning refuses them too; here it is the last door.
 *
 * @throws TransferError `key-invalid`.
 */
export function checkKey(key: string): void {
  if (key === '' || /^[/\\]/.test(key)) throw invalid('The object key begins with a slash.');
  if (!key.isWellFormed()) throw invalid('The object key holds half of a Unicode character.');
  if (/(?:^|\/)\.{1,2}(?:\/|$)/.test(key)) {
    throw invalid('The object key holds a "." or ".." segment.');
  }
}

function invalid(detail: string): TransferError {
  return new TransferError({ code: 'key-invalid', detail });
}
