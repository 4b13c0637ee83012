import type Client from 'ali-oss';
import type { CredentialSet } from '../../engine/ports/credentials.ts';
import { authorizationV4, signingScope, type SigningScope } from '../../signature/sign-v4.ts';

/** Signs requests, and hands out the key that a worker thread signs with. */
export interface Signer {
  /** In place of the method of the same name of ali-oss 6.23.0, whose canonical form it keeps. */
  readonly authorizationV4: Client['authorizationV4'];
  /** @param day UTC, such as `20260131` */
  readonly scopeOf: (day: string) => SigningScope;
}

/**
 * ali-oss derives the signing key again for each request, with four HMACs that cost more than all
 * its other work for a small file. The key is valid for one day.
 */
export function createSigner(
  credentials: Pick<CredentialSet, 'accessKeyId' | 'accessKeySecret'>,
  region: string,
): Signer {
  let kept: SigningScope | undefined;

  function scopeOf(day: string): SigningScope {
    if (kept?.day !== day) kept = signingScope(credentials, region, day);
    return kept;
  }

  return {
    scopeOf,
    authorizationV4: (method, request, bucket, key, additionalHeaders) => {
      const headers = decodeHeaders(request.headers);
      const query = request.queries;
      const day = (headers['x-oss-date'] ?? '').slice(0, 8);
      const signable = { method, bucket, key, query, headers, additionalHeaders };
      return authorizationV4(signable, scopeOf(day));
    },
  };
}

/** Header values hold one character a byte; the signature covers the decoded text. */
function decodeHeaders(headers: Readonly<Record<string, string>>): Record<string, string> {
  const decoded: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    decoded[name] = Buffer.from(value, 'latin1').toString('utf8');
  }
  return decoded;
}
