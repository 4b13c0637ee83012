import type Client from 'ali-oss';
import type { CredentialSet } from '../../engine/ports/credentials.ts';
import {
  authorizationV4,
  signingScope,
  type SigningScope,
  credentialOf,
  signatureDate,
  signatureV4,
} from '../../signature/sign-v4.ts';

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

/** The object and the validity of one signed link. */
interface SignedLink {
  readonly bucket: string;
  readonly key: string;
  /** The server's time, in milliseconds since 1970. */
  readonly now: number;
  /** Seconds. */
  readonly lifetime: number;
}

/**
 * The query of a link with a V4 signature. `signatureUrlV4` of ali-oss 6.23.0 builds URLs without a
 * bucket for IP addresses, and takes the time from the computer's clock.
 *
 * https://www.alibabacloud.com/help/en/oss/developer-reference/add-signatures-to-urls
 */
export function createLinkSigner(
  credentials: CredentialSet,
  region: string,
): (link: SignedLink) => string {
  const { securityToken } = credentials;
  const { scopeOf } = createSigner(credentials, region);
  return ({ bucket, key, now, lifetime }) => {
    const date = signatureDate(now);
    const scope = scopeOf(date.slice(0, 8));
    const queries = {
      'x-oss-credential': credentialOf(scope),
      'x-oss-date': date,
      'x-oss-expires': lifetime,
      ...(securityToken !== undefined && { 'x-oss-security-token': securityToken }),
      'x-oss-signature-version': 'OSS4-HMAC-SHA256',
    };
    const signature = signatureV4(
      { method: 'GET', bucket, key, query: queries, headers: {} },
      date,
      scope,
    );
    return Object.entries({ ...queries, 'x-oss-signature': signature })
      .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
      .join('&');
  };
}
