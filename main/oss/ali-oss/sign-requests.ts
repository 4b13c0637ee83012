import { createHmac, createSecretKey, type KeyObject } from 'node:crypto';
import type Client from 'ali-oss';
import signUtils from 'ali-oss/lib/common/signUtils.js';
import type { CredentialSet } from '../../engine/ports/credentials.ts';

/**
 * The V4 signature of ali-oss 6.23.0 with a cached signing key, by its private module `signUtils`,
 * in place of the client's `authorizationV4`. A key is valid for one day, but ali-oss derives it
 * again for each request. Those four HMACs cost more than all its other work for a
 * small file. ali-oss still decides what is signed, and in which form.
 *
 * https://www.alibabacloud.com/help/en/oss/developer-reference/recommend-to-use-signature-version-4
 */
export function createSigner(
  credentials: Pick<CredentialSet, 'accessKeyId' | 'accessKeySecret'>,
  region: string,
): Client['authorizationV4'] {
  const keyOf = signingKeys(credentials.accessKeySecret, region);
  return (method, request, bucket, object, additionalHeaders) => {
    const headers = decodeHeaders(request.headers);
    const date = headers['x-oss-date'] ?? '';
    const day = date.slice(0, 8);
    const additional = signUtils.fixAdditionalHeaders(additionalHeaders);
    const canonical = signUtils.getCanonicalRequest(
      method,
      { ...request, headers },
      bucket,
      object,
      additional,
    );
    const signature = createHmac('sha256', keyOf(day))
      .update(signUtils.getStringToSign(region, date, canonical))
      .digest('hex');
    const named = additional.length > 0 ? `AdditionalHeaders=${additional.join(';')},` : '';
    const credential = signUtils.getCredential(day, region, credentials.accessKeyId);
    return `OSS4-HMAC-SHA256 Credential=${credential},${named}Signature=${signature}`;
  };
}

/** The signing key of a day, such as `20260131`; keeps the last one. */
export function signingKeys(secret: string, region: string): (day: string) => KeyObject {
  let kept: { readonly day: string; readonly key: KeyObject } | undefined;
  return (day) => {
    if (kept?.day !== day) kept = { day, key: signingKey(secret, day, region) };
    return kept.key;
  };
}

function signingKey(secret: string, day: string, region: string): KeyObject {
  let key = createHmac('sha256', `aliyun_v4${secret}`).update(day).digest();
  for (const step of [region, 'oss', 'aliyun_v4_request']) {
    key = createHmac('sha256', key).update(step).digest();
  }
  return createSecretKey(key);
}

/** Header values hold one character a byte; the signature covers the decoded text. */
function decodeHeaders(headers: Readonly<Record<string, string>>): Record<string, string> {
  const decoded: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    decoded[name] = Buffer.from(value, 'latin1').toString('utf8');
  }
  return decoded;
}
