import type { CredentialSet } from '../../engine/ports/credentials.ts';
import { credentialOf, signatureDate, signatureV4 } from '../../signature/sign-v4.ts';
import { createSigner } from './sign-requests.ts';

/** The object and the validity of one signed link. */
export interface SignedLink {
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
