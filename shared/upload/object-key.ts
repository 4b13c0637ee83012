/** The fault of an object key, as the error that it causes. */
export interface KeyFault {
  readonly code: 'key-invalid' | 'name-not-text';
  readonly detail: string;
}

/**
 * The reason why no request can carry `key` unchanged; `undefined` when a request can. ali-oss
 * drops slashes at the start. UTF-8 cannot encode lone surrogates. URL libraries remove `.` and
 * `..` segments (RFC 3986, 5.2.4). The object would arrive under another key.
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
