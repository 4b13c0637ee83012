import { createHmac } from 'node:crypto';
import signUtils from 'ali-oss/lib/common/signUtils.js';
import type { CredentialSet } from '../../engine/ports/credentials.ts';
import { signingKeys } from './sign-requests.ts';

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
 * The query of a link with a V4 signature, by the private module `signUtils` of ali-oss 6.23.0. Its
 * `signatureUrlV4` builds URLs without a bucket for IP addresses, and takes the time from the
 * computer's clock.
 *
 * https://www.alibabacloud.com/help/en/oss/developer-reference/add-signatures-to-urls
 */
export function createLinkSigner(
  credentials: CredentialSet,
  region: string,
): (link: SignedLink) => string {
  const { accessKeyId, accessKeySecret, securityToken } = credentials;
  const keyOf = signingKeys(accessKeySecret, region);
  return ({ bucket, key, now, lifetime }) => {
    const date = new Date(now).toISOString().replace(/[-:]|\.\d+/g, '');
    const day = date.slice(0, 8);
    const queries = {
      'x-oss-credential': signUtils.getCredential(day, region, accessKeyId),
      'x-oss-date': date,
      'x-oss-expires': lifetime,
      ...(securityToken !== undefined && { 'x-oss-security-token': securityToken }),
      'x-oss-signature-version': 'OSS4-HMAC-SHA256',
    };
    const canonical = signUtils.getCanonicalRequest(
      'GET',
      { headers: {}, queries },
      bucket,
      key,
      [],
    );
    const signature = createHmac('sha256', keyOf(day))
      .update(signUtils.getStringToSign(region, date, canonical))
      .digest('hex');
    return Object.entries({ ...queries, 'x-oss-signature': signature })
      .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
      .join('&');
  };
}
