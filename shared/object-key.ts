/** What is wrong with an object key, as the error that it leads to. */
export interface KeyFault {
  readonly code: 'key-invalid' | 'name-not-text';
  readonly detail: string;
}

/**
 * Why no request can carry `key` as it is; `undefined` when one can. ali-oss drops slashes at the
 * start, UTF-8 has no half characters, and URL libraries remove `.` and `..` segments (RFC 3986,
 * 5.2.4), so that the object would arrive under another key.
 */
export function unsendableKey(key: string): KeyFault | undefined {
  if (key === '') return { code: 'key-invalid', detail: 'The object key is empty.' };
  if (!key.isWellFormed()) {
    return { code: 'name-not-text', detail: 'The object key holds half a character.' };
  }
  if (/^[/\\]/.test(key)) {
    return {
      code: 'key-invalid',
      detail: 'An object key cannot begin with a slash or a backslash.',
    };
  }
  if (/(?:^|\/)\.{1,2}(?:\/|$)/.test(key)) {
    return {
      code: 'key-invalid',
      detail: 'An object key with a "." or ".." segment does not survive on the way.',
    };
  }
  return undefined;
}
