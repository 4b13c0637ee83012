import { ownerNamed } from '../../accounts.ts';
import { refuseBucketName, parseBucketAcl, type BucketAcl } from '../../rules/bucket-rules.ts';
import {
  blocksPublicAccess,
  refusePublicAcl,
  wormConfiguration,
} from '../../rules/bucket-settings.ts';
import { limits } from '../../rules/limits.ts';
import { readStorageClass } from '../../rules/objects/object-headers.ts';
import { OssError } from '../../rules/oss-error.ts';
import { childText, readXml } from '../../text/xml-reader.ts';
import { writeXml } from '../../text/xml-writer.ts';
import type { BucketStorage } from '../../storage/bucket-storage.ts';
import { newBucket } from '../../storage/change-bucket.ts';
import { xmlResponse, type OssResponse, type BucketCall, type AuthorizedCall } from '../call.ts';
import { describeBucket, regionOf } from './service.ts';
import { checkTextDigest } from '../objects/write-request.ts';

/** PUT / : creates a bucket. For its owner the bucket may exist already and gets the new ACL. */
export async function putBucket(call: AuthorizedCall, name: string): Promise<OssResponse> {
  refuseBucketName(name);
  const text = await call.body.text(limits.controlBody);
  checkTextDigest(text, call.headers['content-md5']);
  const given = readConfiguration(text);
  const acl = call.headers['x-oss-acl'];
  const bucket = findOrCreate(call, name, given);
  if (acl !== undefined) setAcl(bucket, parseBucketAcl(acl));
  return { status: 200, headers: { Location: `/${name}` } };
}

/** PUT /?acl: changes the read and write permissions; creates a missing bucket, as OSS does. */
export async function putBucketAcl(call: AuthorizedCall, name: string): Promise<OssResponse> {
  refuseBucketName(name);
  const text = await call.body.text(limits.controlBody);
  const acl = parseBucketAcl(call.headers['x-oss-acl'] ?? readGrant(text) ?? '');
  setAcl(findOrCreate(call, name, {}), acl);
  return { status: 200, headers: { Location: `/${name}` } };
}

/** GET /?acl */
export function getBucketAcl({ bucket }: BucketCall): OssResponse {
  const { acl, ownerId } = bucket.record;
  return xmlResponse(
    writeXml('AccessControlPolicy', {
      Owner: { ID: ownerId, DisplayName: ownerId },
      AccessControlList: { Grant: acl },
    }),
  );
}

/** GET /?bucketInfo */
export function getBucketInfo({ bucket, region }: BucketCall): OssResponse {
  const { record } = bucket;
  return xmlResponse(
    writeXml('BucketInfo', {
      Bucket: {
        ...describeBucket(record, region),
        DataRedundancyType: record.redundancy,
        Owner: { ID: record.ownerId, DisplayName: record.ownerId },
        AccessControlList: { Grant: record.acl },
        ServerSideEncryptionRule: { SSEAlgorithm: 'None' },
        BucketPolicy: { LogBucket: '', LogPrefix: '' },
        AccessMonitor: 'Disabled',
        BlockPublicAccess: blocksPublicAccess(record),
      },
    }),
  );
}

/** GET /?location */
export function getBucketLocation({ bucket, region }: BucketCall): OssResponse {
  return xmlResponse(writeXml('LocationConstraint', `oss-${regionOf(bucket.record, region)}`));
}

/** GET /?worm */
export function getBucketWorm({ bucket }: BucketCall): OssResponse {
  return xmlResponse(wormConfiguration(bucket.record.settings, bucket.record.created));
}

/** GET /?stat */
export function getBucketStat({ bucket, now }: BucketCall): OssResponse {
  let size = 0;
  for (let index = 0; index < bucket.keys.size; index += 1) {
    size += bucket.object(bucket.keys.at(index) ?? '')?.size ?? 0;
  }
  return xmlResponse(
    writeXml('BucketStat', {
      Storage: size,
      ObjectCount: bucket.keys.size,
      MultipartUploadCount: bucket.uploads.list().length,
      LiveChannelCount: 0,
      LastModifiedTime: Math.floor(now / 1000),
    }),
  );
}

/** GET /?versioning: this server keeps one version of an object. */
export function getBucketVersioning(): OssResponse {
  return xmlResponse(writeXml('VersioningConfiguration', {}));
}

/** HEAD / */
export function headBucket({ bucket, region }: BucketCall): OssResponse {
  const own = regionOf(bucket.record, region);
  return { status: 200, headers: { 'x-oss-bucket-region': `oss-${own}` } };
}

/** DELETE / */
export function deleteBucket({ bucket, storage }: BucketCall): OssResponse {
  if (bucket.keys.size > 0) {
    throw new OssError('BucketNotEmpty', { details: { BucketName: bucket.record.name } });
  }
  if (!bucket.uploads.isEmpty) {
    throw new OssError('BucketNotEmpty', {
      message: 'The bucket has multipart uploads in progress. Please abort them first.',
      details: { BucketName: bucket.record.name },
    });
  }
  storage.destroy(bucket.record.name);
  return { status: 204 };
}

function setAcl(bucket: BucketStorage, acl: BucketAcl): void {
  refusePublicAcl(bucket.record, acl, 'bucket');
  bucket.update({ acl });
}

interface BucketChoice {
  readonly storageClass?: BucketStorage['record']['storageClass'];
  readonly redundancy?: string;
}

function findOrCreate(call: AuthorizedCall, name: string, given: BucketChoice): BucketStorage {
  const { account } = call.identity;
  if (account === undefined) throw new OssError('AccessDenied');
  const ownerId = ownerNamed(account);
  const existing = call.storage.bucket(name);
  if (existing === undefined) {
    return call.storage.create(newBucket(name, { ownerId, created: call.now, ...given }));
  }
  if (existing.record.ownerId === ownerId) return existing;
  throw new OssError('BucketAlreadyExists', { details: { BucketName: name } });
}

function readConfiguration(text: string): BucketChoice {
  if (text.trim() === '') return {};
  const root = readXml(text);
  if (root.name !== 'CreateBucketConfiguration') throw new OssError('MalformedXML');
  const storageClass = readStorageClass(childText(root, 'StorageClass'));
  const redundancy = childText(root, 'DataRedundancyType');
  return {
    ...(storageClass === undefined ? {} : { storageClass }),
    ...(redundancy === undefined ? {} : { redundancy }),
  };
}

function readGrant(text: string): string | undefined {
  if (text.trim() === '') return undefined;
  const list = readXml(text).children.find((child) => child.name === 'AccessControlList');
  return list === undefined ? undefined : childText(list, 'Grant');
}
