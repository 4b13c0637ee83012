import type { OperationName } from '../rules/operation.ts';
import { appendObject } from './objects/append-object.ts';
import { assumeRole } from './assume-role.ts';
import {
  deleteBucketConfiguration,
  getBucketConfiguration,
  putBucketConfiguration,
} from './buckets/bucket-configuration.ts';
import { listCname } from './buckets/bucket-domains.ts';
import * as bucket from './buckets/bucket.ts';
import type { OssResponse, BucketCall, AuthorizedCall, ObjectCall } from './call.ts';
import { copyObject, uploadPartCopy } from './objects/copy-object.ts';
import { handlePreflight } from './buckets/cross-origin.ts';
import { deleteMultipleObjects, deleteObject } from './objects/delete-objects.ts';
import { listObjects } from './buckets/list-objects.ts';
import { listMultipartUploads, handleListParts } from './multipart-lists.ts';
import { handleAbort, handleComplete, handleInitiate, handleUploadPart } from './multipart.ts';
import * as tagging from './objects/object-settings.ts';
import {
  getObjectAcl,
  putObjectAcl,
  restoreObject,
  getSymlink,
  putSymlink,
} from './objects/object-settings.ts';
import { postObject } from './objects/post-object.ts';
import { processObject } from './objects/process-object.ts';
import { handlePutObject } from './objects/put-object.ts';
import { getObject, getObjectMeta } from './objects/read-object.ts';
import { handleListBuckets } from './buckets/service.ts';

type Result = OssResponse | Promise<OssResponse>;

/**
 * An operation and its target. `isOpen` operations check the sender themselves, or need no check.
 */
export type RegisteredOperation = { readonly isOpen?: true } & (
  | { readonly level: 'service'; readonly run: (call: AuthorizedCall) => Result }
  /** The bucket need not exist yet. */
  | {
      readonly level: 'new-bucket';
      readonly run: (call: AuthorizedCall, bucketName: string) => Result;
    }
  | { readonly level: 'bucket'; readonly run: (call: BucketCall) => Result }
  | { readonly level: 'object'; readonly run: (call: ObjectCall) => Result }
);

/** Every operation that this server supports. */
export const operations: Readonly<Record<OperationName, RegisteredOperation>> = {
  ListBuckets: { level: 'service', run: handleListBuckets },
  AssumeRole: { level: 'service', run: assumeRole, isOpen: true },

  PutBucket: { level: 'new-bucket', run: bucket.putBucket },
  PutBucketAcl: { level: 'new-bucket', run: bucket.putBucketAcl },
  GetBucketAcl: { level: 'bucket', run: bucket.getBucketAcl },
  GetBucketInfo: { level: 'bucket', run: bucket.getBucketInfo },
  GetBucketLocation: { level: 'bucket', run: bucket.getBucketLocation },
  ListCname: { level: 'bucket', run: listCname },
  GetBucketWorm: { level: 'bucket', run: bucket.getBucketWorm },
  GetBucketStat: { level: 'bucket', run: bucket.getBucketStat },
  GetBucketVersioning: { level: 'bucket', run: bucket.getBucketVersioning },
  HeadBucket: { level: 'bucket', run: bucket.headBucket },
  DeleteBucket: { level: 'bucket', run: bucket.deleteBucket },
  PutBucketTags: { level: 'bucket', run: tagging.putBucketTags },
  GetBucketTags: { level: 'bucket', run: tagging.getBucketTags },
  DeleteBucketTags: { level: 'bucket', run: tagging.deleteBucketTags },
  PutBucketConfiguration: { level: 'bucket', run: putBucketConfiguration },
  GetBucketConfiguration: { level: 'bucket', run: getBucketConfiguration },
  DeleteBucketConfiguration: { level: 'bucket', run: deleteBucketConfiguration },
  PreflightRequest: { level: 'bucket', run: handlePreflight, isOpen: true },

  ListObjects: { level: 'bucket', run: listObjects },
  ListMultipartUploads: { level: 'bucket', run: listMultipartUploads },
  DeleteMultipleObjects: { level: 'bucket', run: deleteMultipleObjects },
  PostObject: { level: 'bucket', run: postObject, isOpen: true },

  PutObject: { level: 'object', run: handlePutObject },
  CopyObject: { level: 'object', run: copyObject },
  AppendObject: { level: 'object', run: appendObject },
  GetObject: { level: 'object', run: getObject },
  HeadObject: { level: 'object', run: getObject },
  GetObjectMeta: { level: 'object', run: getObjectMeta },
  DeleteObject: { level: 'object', run: deleteObject },
  PutObjectAcl: { level: 'object', run: putObjectAcl },
  GetObjectAcl: { level: 'object', run: getObjectAcl },
  PutObjectTagging: { level: 'object', run: tagging.putObjectTagging },
  GetObjectTagging: { level: 'object', run: tagging.getObjectTagging },
  DeleteObjectTagging: { level: 'object', run: tagging.deleteObjectTagging },
  PutSymlink: { level: 'object', run: putSymlink },
  GetSymlink: { level: 'object', run: getSymlink },
  RestoreObject: { level: 'object', run: restoreObject },
  ProcessObject: { level: 'object', run: processObject },

  InitiateMultipartUpload: { level: 'object', run: handleInitiate },
  UploadPart: { level: 'object', run: handleUploadPart },
  UploadPartCopy: { level: 'object', run: uploadPartCopy },
  CompleteMultipartUpload: { level: 'object', run: handleComplete },
  AbortMultipartUpload: { level: 'object', run: handleAbort },
  ListParts: { level: 'object', run: handleListParts },
};
