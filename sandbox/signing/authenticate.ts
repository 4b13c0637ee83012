import { limits } from '../rules/limits.ts';
import { OssError, invalidArgument } from '../rules/oss-error.ts';
import type { RequestCredentials } from './credentials.ts';
import { formatXmlDate, parseIsoBasic, parseRequestTime } from './request-time.ts';
import { signV1, stringToSignV1, type SignedRequest } from './signature-v1.ts';
import { fromWire } from '../text/text-coding.ts';
import { canonicalRequestV4, signV4, stringToSignV4 } from './signature-v4.ts';

/** The secrets that verify a request. `expiresAt` in milliseconds since 1970. */
export interface KeyPair {
  readonly accessKeyId: string;
  readonly accessKeySecret: string;
  readonly securityToken?: string | undefined;
  readonly expiresAt?: number | undefined;
}

type SignedCredentials = Exclude<RequestCredentials, { kind: 'anonymous' }>;

/**
 * Checks time, token and signature of a signed request, in the order of OSS.
 *
 * @param region the server's signing region, such as `cn-hangzhou`
 * @throws OssError with the status 403 or 400 of OSS
 */
export function checkCredentials(
  credentials: SignedCredentials,
  request: SignedRequest,
  account: KeyPair | undefined,
  server: {
    readonly region: string;
    readonly now: number;
    readonly hasToken: (token: string) => boolean;
  },
): void {
  if (account === undefined) throw unknownAccessKey(credentials.accessKeyId);
  checkTime(credentials, server.now);
  if (credentials.kind === 'v4') checkScope(credentials, server.region);
  checkToken(credentials, account, server);
  const mismatch = findMismatch(credentials, request, account.accessKeySecret);
  if (mismatch !== undefined) throw mismatch;
}

/** True when the signature matches; no other check is made. */
export function fitsSignature(
  credentials: SignedCredentials,
  request: SignedRequest,
  account: KeyPair,
): boolean {
  return findMismatch(credentials, request, account.accessKeySecret) === undefined;
}

function findMismatch(
  credentials: SignedCredentials,
  request: SignedRequest,
  secret: string,
): OssError | undefined {
  const { signature, accessKeyId } = credentials;
  const details: Record<string, string> = {};
  let stringToSign: string;
  let calculated: string;
  if (credentials.kind === 'v1') {
    const query = credentials.isPresigned ? request.query.filter(isNotPresignV1) : request.query;
    stringToSign = stringToSignV1({ ...request, query }, credentials.date);
    calculated = signV1(secret, stringToSign);
  } else {
    const { scope, time, additionalHeaders } = credentials;
    const canonical = canonicalRequestV4(request, additionalHeaders);
    stringToSign = stringToSignV4(scope, time, canonical);
    calculated = signV4(secret, scope, stringToSign);
    details['CanonicalRequest'] = fromWire(canonical);
    const other = canonicalRequestV4(request, additionalHeaders, 'as-ali-oss');
    if (signV4(secret, scope, stringToSignV4(scope, time, other)) === signature) return undefined;
  }
  if (calculated === signature) return undefined;
  return new OssError('SignatureDoesNotMatch', {
    details: {
      OSSAccessKeyId: accessKeyId,
      SignatureProvided: signature,
      StringToSign: fromWire(stringToSign),
      StringToSignBytes: spellBytes(stringToSign),
      ...details,
    },
  });
}

function checkTime(credentials: SignedCredentials, now: number): void {
  if (credentials.kind === 'v1' && credentials.isPresigned) {
    const expires = Number(credentials.date);
    if (!Number.isInteger(expires)) throw invalidArgument('Invalid Expires.', 'Expires');
    if (expires * 1000 <= now) throw expired(expires * 1000, now);
    return;
  }
  const text = credentials.kind === 'v1' ? credentials.date : credentials.time;
  const time = credentials.kind === 'v1' ? parseRequestTime(text) : parseIsoBasic(text);
  if (time === undefined) {
    throw new OssError('AccessDenied', { message: 'OSS authentication requires a valid Date.' });
  }
  if (credentials.kind === 'v4' && credentials.expires !== undefined) {
    const { expires } = credentials;
    if (expires < 1 || expires > limits.presignedLife) {
      throw invalidArgument('Invalid x-oss-expires in query string.', 'x-oss-expires');
    }
    if (time - now > limits.clockSkew) throw skewed(time, now);
    if (time + expires * 1000 <= now) throw expired(time + expires * 1000, now);
    return;
  }
  if (Math.abs(time - now) > limits.clockSkew) throw skewed(time, now);
}

function checkScope(
  credentials: Extract<RequestCredentials, { kind: 'v4' }>,
  region: string,
): void {
  const { scope } = credentials;
  if (scope.product !== 'oss') throw invalidArgument('Invalid signing product in Authorization.');
  if (scope.region !== region) {
    throw new OssError('InvalidArgument', {
      message: 'Invalid signing region in Authorization header.',
      details: { Region: region },
      ec: '0002-00000226',
    });
  }
}

/** @throws OssError when the token is missing, belongs to another account, or is expired */
export function checkToken(
  { token, accessKeyId }: { readonly token: string | undefined; readonly accessKeyId: string },
  account: KeyPair,
  server: { readonly now: number; readonly hasToken: (token: string) => boolean },
): void {
  if (account.securityToken === undefined && token === undefined) return;
  // OSS treats a temporary key without its token, and a permanent key with a token, as unknown.
  if (token === undefined) throw unknownAccessKey(accessKeyId);
  if (account.securityToken === undefined) throw unknownAccessKey(accessKeyId, '0002-00000002');
  if (token !== account.securityToken) {
    const code = server.hasToken(token)
      ? 'AccessKeyIdAndSecurityTokenNotMatch'
      : 'InvalidSecurityToken';
    throw new OssError(code);
  }
  if (account.expiresAt !== undefined && account.expiresAt <= server.now) {
    throw new OssError('SecurityTokenExpired');
  }
}

/** The error for an unknown access key ID. */
export function unknownAccessKey(accessKeyId: string, ec?: string): OssError {
  return new OssError('InvalidAccessKeyId', {
    details: { OSSAccessKeyId: accessKeyId },
    ...(ec === undefined ? {} : { ec }),
  });
}

function expired(until: number, now: number): OssError {
  return new OssError('AccessDenied', {
    message: 'Request has expired.',
    ec: '0002-00000069',
    details: { Expires: formatXmlDate(until), ServerTime: formatXmlDate(now) },
  });
}

function skewed(time: number, now: number): OssError {
  return new OssError('RequestTimeTooSkewed', {
    details: {
      MaxAllowedSkewMilliseconds: String(limits.clockSkew),
      RequestTime: formatXmlDate(time),
      ServerTime: formatXmlDate(now),
    },
  });
}

function isNotPresignV1({ name }: { readonly name: string }): boolean {
  return name !== 'OSSAccessKeyId' && name !== 'Expires' && name !== 'Signature';
}

function spellBytes(text: string): string {
  return [...Buffer.from(text, 'latin1')]
    .map((byte) => byte.toString(16).toUpperCase().padStart(2, '0'))
    .join(' ');
}
