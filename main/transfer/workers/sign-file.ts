import { authorizationV4, encodeKey, signatureDate } from '../../signature/sign-v4.ts';
import type { FileRequest, TransportRequest } from '../transport.ts';

/**
 * The signed PutObject of a small file, without its body.
 *
 * @param md5 of the file, in base64
 * @param now wall clock of this computer, milliseconds
 * @returns `undefined` when the signing key is of another day
 */
export function signFile(
  { key, headers: own, destination, idleTimeout }: FileRequest,
  md5: string,
  now: number,
): Omit<TransportRequest, 'body'> | undefined {
  const { above, bucket, scope, clockOffset } = destination;
  const date = signatureDate(now + clockOffset);
  if (!date.startsWith(scope.day)) return undefined;
  const headers = { ...own, ...destination.headers, 'Content-MD5': md5, 'x-oss-date': date };
  const authorization = authorizationV4({ method: 'PUT', bucket, key, headers }, scope);
  const url = `${above}${encodeKey(key)}`;
  return { method: 'PUT', url, headers: { ...inLatin1(headers), authorization }, idleTimeout };
}

const ascii = /^[\0-\x7f]*$/;

/** Header values travel as the bytes of their UTF-8 form: one character a byte. */
function inLatin1(headers: Readonly<Record<string, string>>): Record<string, string> {
  const encoded: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    encoded[name] = ascii.test(value) ? value : Buffer.from(value).toString('latin1');
  }
  return encoded;
}
