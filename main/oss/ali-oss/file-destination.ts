import { signatureDate } from '../../signature/sign-v4.ts';
import type { FileDestination } from '../../transfer/transport.ts';
import { bucketOrigin, resolveEndpoint } from './endpoint.ts';
import type { Session } from './account-clients.ts';

const kept = new WeakMap<Session, FileDestination>();

/**
 * The part of PutObject that is alike for all small files of a session, in the form in which
 * `createRequest` and `getReqUrl` of ali-oss 6.23.0 build it: ali-oss builds and parses the URL
 * again for each file. The same object for all of them, until the day or the clock changes.
 */
export function fileDestination(session: Session, bucket: string): FileDestination {
  const clockOffset = session.client.options.amendTimeSkewed ?? 0;
  const day = signatureDate(Date.now() + clockOffset).slice(0, 8);
  const before = kept.get(session);
  if (before?.bucket === bucket && before.scope.day === day && before.clockOffset === clockOffset) {
    return before;
  }
  const endpoint = resolveEndpoint(session.address);
  const { securityToken } = session.credentials;
  const { userAgent, options } = session.client;
  const made = {
    above: `${bucketOrigin(endpoint, bucket)}${endpoint.addressing === 'path' ? `/${bucket}/` : '/'}`,
    bucket,
    headers: {
      'x-oss-content-sha256': 'UNSIGNED-PAYLOAD',
      'User-Agent': userAgent,
      ...(securityToken !== undefined && { 'x-oss-security-token': securityToken }),
      ...(endpoint.isAddress && { host: `${bucket}.${options.region}.aliyuncs.com` }),
    },
    scope: session.signer.scopeOf(day),
    clockOffset,
  };
  kept.set(session, made);
  return made;
}
