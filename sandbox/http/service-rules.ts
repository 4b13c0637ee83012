import { ownerNamed, type Accounts, type Identity } from '../accounts.ts';
import { endpointKind, hostRegion, type EndpointKind } from '../rules/endpoint-kind.ts';
import { isDataOperation, type OperationName } from '../rules/operation.ts';
import { OssError } from '../rules/oss-error.ts';
import type { BucketStorage } from '../storage/bucket-storage.ts';
import type { OssRequest } from './read-request.ts';

interface ServedRequest {
  readonly request: OssRequest;
  readonly name: OperationName;
  readonly identity: Identity;
  readonly bucket: BucketStorage | undefined;
  readonly accounts: Accounts;
  /** The region of this server. */
  readonly region: string;
}

/**
 * The refusals of OSS that come before permissions: a suspended account, a bucket of another
 * region, data through the default public endpoint, and links to apps.
 *
 * @throws OssError
 */
export function obeyServiceRules(served: ServedRequest): void {
  refuseSuspended(served);
  const { request, bucket, name } = served;
  if (bucket === undefined) return;
  const kind = endpointKind(request.headers['host'] ?? '', request.isDomain);
  refuseOtherRegion(served, bucket, kind);
  const { settings } = bucket.record;
  if (kind === 'default' && settings?.refusesPublicEndpoint === true && isDataOperation(name)) {
    throw new OssError('PublicEndpointForbidden');
  }
  if (settings?.restrictsLinks === true) refuseAppLink(request, name, bucket, kind);
}

/** The region that the address and the signature of a request must name. */
export function addressedRegion(
  request: OssRequest,
  bucket: BucketStorage | undefined,
  region: string,
): string {
  if (request.isDomain) return bucket?.record.settings?.region ?? region;
  return hostRegion(request.headers['host'] ?? '') ?? region;
}

/** Headers by which OSS makes a browser save an object instead of showing it. */
export function linkHeaders(
  request: OssRequest,
  name: OperationName,
  bucket: BucketStorage | undefined,
): Record<string, string> {
  if (name !== 'GetObject' || bucket?.record.settings?.restrictsLinks !== true) return {};
  if (!isLink(request)) return {};
  const kind = endpointKind(request.headers['host'] ?? '', request.isDomain);
  if (kind !== 'default' && kind !== 'accelerate') return {};
  return { 'x-oss-force-download': 'true', 'Content-Disposition': 'attachment' };
}

function refuseSuspended({ identity, bucket, accounts }: ServedRequest): void {
  const { account } = identity;
  const isSuspended =
    account?.isSuspended === true ||
    (bucket !== undefined && accounts.isSuspended(bucket.record.ownerId));
  if (!isSuspended) return;
  throw new OssError('UserDisable', {
    details: bucket === undefined ? {} : { BucketName: bucket.record.name },
  });
}

function refuseOtherRegion(
  { request, region, identity }: ServedRequest,
  bucket: BucketStorage,
  kind: EndpointKind,
): void {
  if (kind === 'domain' || kind === 'accelerate') return;
  const own = bucket.record.settings?.region ?? region;
  if (own === addressedRegion(request, bucket, region)) return;
  const { account } = identity;
  const isOwner = account !== undefined && ownerNamed(account) === bucket.record.ownerId;
  throw new OssError('AccessDenied', {
    message:
      'The bucket you are attempting to access must be addressed using the specified endpoint. Please send all future requests to this endpoint.',
    ec: '0003-00001403',
    details: { Bucket: bucket.record.name, Endpoint: `oss-${own}.aliyuncs.com` },
    ...(isOwner ? { headers: { 'x-oss-bucket-region': `oss-${own}` } } : {}),
  });
}

/** https://www.alibabacloud.com/help/en/oss/user-guide/what-to-do-with-apkdownloadforbidden-reporting-an-error */
function refuseAppLink(
  request: OssRequest,
  name: OperationName,
  bucket: BucketStorage,
  kind: EndpointKind,
): void {
  if (name !== 'GetObject' || !isLink(request)) return;
  if (kind !== 'default' && kind !== 'accelerate') return;
  const { key = '' } = request;
  const type = bucket.object(key)?.headers['content-type'] ?? '';
  const isApp = /\.(?:apk|ipa)$/i.test(key) || /android\.package-archive|iphone$/.test(type);
  if (isApp) throw new OssError('ApkDownloadForbidden');
}

/** True for a request that a browser can send: signed in the URL, or not signed. */
function isLink({ credentials }: OssRequest): boolean {
  if (credentials.kind === 'anonymous') return true;
  return credentials.kind === 'v1' ? credentials.isPresigned : credentials.expires !== undefined;
}
