import { encodeKey } from '../../signature/sign-v4.ts';
import { bucketOrigin, resolveEndpoint } from './endpoint.ts';
import type { Session } from './account-clients.ts';

/** A request that is not signed yet. */
export interface UnsignedRequest {
  readonly url: string;
  /** As text. */
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * PutObject in the form in which `createRequest` and `getReqUrl` of ali-oss 6.23.0 build it, except
 * for date, digest and signature: ali-oss builds and parses the URL again for each small file.
 */
export function objectRequest(
  { client, address, credentials }: Session,
  bucket: string,
  key: string,
  headers: Readonly<Record<string, string>>,
): UnsignedRequest {
  const endpoint = resolveEndpoint(address);
  const above = endpoint.addressing === 'path' ? `/${bucket}/` : '/';
  const { securityToken } = credentials;
  return {
    url: `${bucketOrigin(endpoint, bucket)}${above}${encodeKey(key)}`,
    headers: {
      ...headers,
      'x-oss-content-sha256': 'UNSIGNED-PAYLOAD',
      'User-Agent': client.userAgent,
      ...(securityToken !== undefined && { 'x-oss-security-token': securityToken }),
      ...(endpoint.isAddress && { host: `${bucket}.${client.options.region}.aliyuncs.com` }),
    },
  };
}
