import { createHmac, randomBytes } from 'node:crypto';
import type { AccessPolicy } from '../signing/access.ts';
import { limits } from '../rules/limits.ts';
import { formatXmlDate, parseRequestTime } from '../signing/request-time.ts';
import { percentEncode } from '../text/text-coding.ts';
import type { OssResponse, AuthorizedCall } from './call.ts';

/** STS responds in JSON and with its own error codes. */
interface StsFailure {
  readonly status: number;
  readonly code: string;
  readonly message: string;
}

/**
 * POST / with `Action=AssumeRole`: issues temporary credentials, so that a client can test a token
 * without an account. Every role may be assumed.
 *
 * Source: "AssumeRole" in the STS API reference; RPC signature version 1.0.
 */
export async function assumeRole(call: AuthorizedCall): Promise<OssResponse> {
  const { accounts, now, requestId, body } = call;
  const fields = new URLSearchParams(await body.text(limits.controlBody));
  const owner = accounts.find(fields.get('AccessKeyId') ?? '');
  if (owner === undefined) {
    return fail(call, 404, 'InvalidAccessKeyId.NotFound', 'Specified access key is not found.');
  }
  const failure = checkRequest(fields, owner.accessKeySecret, now);
  if (failure !== undefined) return fail(call, failure.status, failure.code, failure.message);
  const policy = readPolicy(fields.get('Policy'));
  if (policy === 'invalid') {
    const message = 'The parameter Policy has not passed grammar check.';
    return fail(call, 400, 'InvalidParameter.PolicyGrammar', message);
  }
  const expiresAt = now + readDuration(fields) * 1000;
  const account = {
    accessKeyId: `STS.${randomBytes(12).toString('base64url')}`,
    accessKeySecret: randomBytes(24).toString('base64url'),
    securityToken: randomBytes(96).toString('base64'),
    expiresAt,
    ...(owner.ownerId === undefined ? {} : { ownerId: owner.ownerId }),
    ...(policy === undefined ? {} : { policy }),
  };
  accounts.add(account);
  const session = fields.get('RoleSessionName') ?? '';
  return json(200, {
    RequestId: requestId,
    AssumedRoleUser: {
      Arn: `${fields.get('RoleArn') ?? ''}/${session}`,
      AssumedRoleId: `300000000000000000:${session}`,
    },
    Credentials: {
      AccessKeyId: account.accessKeyId,
      AccessKeySecret: account.accessKeySecret,
      SecurityToken: account.securityToken,
      Expiration: formatXmlDate(expiresAt),
    },
  });
}

function checkRequest(
  fields: URLSearchParams,
  secret: string,
  now: number,
): StsFailure | undefined {
  if (fields.get('Action') !== 'AssumeRole') {
    return { status: 404, code: 'InvalidAction.NotFound', message: 'Specified api is not found.' };
  }
  if (sign(fields, secret) !== fields.get('Signature')) {
    const message = 'Specified signature is not matched with our calculation.';
    return { status: 400, code: 'SignatureDoesNotMatch', message };
  }
  const time = parseRequestTime(fields.get('Timestamp') ?? '');
  if (time === undefined || Math.abs(time - now) > limits.clockSkew) {
    const message = 'Specified time stamp or date value is expired.';
    return { status: 400, code: 'InvalidTimeStamp.Expired', message };
  }
  return undefined;
}

function sign(fields: URLSearchParams, secret: string): string {
  const query = [...fields]
    .filter(([name]) => name !== 'Signature')
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([name, value]) => `${percentEncode(name)}=${percentEncode(value)}`)
    .join('&');
  const stringToSign = `POST&%2F&${percentEncode(query)}`;
  return createHmac('sha1', `${secret}&`).update(stringToSign).digest('base64');
}

function readDuration(fields: URLSearchParams): number {
  const seconds = Number(fields.get('DurationSeconds') ?? '3600');
  return Number.isFinite(seconds) && seconds > 0 ? seconds : 3600;
}

function readPolicy(text: string | null): AccessPolicy[] | undefined | 'invalid' {
  if (text === null) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return 'invalid';
  }
  const statements = (value as { Statement?: unknown } | null)?.Statement;
  if (!Array.isArray(statements)) return 'invalid';
  return (statements as Record<string, unknown>[])
    .filter((statement) => statement['Effect'] === 'Allow')
    .flatMap((statement) => {
      const actions = [statement['Action']].flat().map(String);
      const resources = [statement['Resource'] ?? '*'].flat().map(String);
      return resources.map((resource) => ({ actions, resource }));
    });
}

function fail(
  { requestId }: AuthorizedCall,
  status: number,
  code: string,
  message: string,
): OssResponse {
  return json(status, {
    RequestId: requestId,
    HostId: 'sts.aliyuncs.com',
    Code: code,
    Message: message,
  });
}

function json(status: number, value: unknown): OssResponse {
  return { status, headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(value) };
}
