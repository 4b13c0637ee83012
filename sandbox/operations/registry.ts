import type { OperationName } from '../rules/operation.ts';
import type { Answer, BucketCall, Call, ObjectCall } from './call.ts';
import { listObjects } from './list-objects.ts';
import {
  abortMultipartUpload,
  completeMultipartUpload,
  initiateMultipartUpload,
  uploadPart,
} from './multipart.ts';
import { listMultipartUploads, listParts } from './multipart-lists.ts';
import { putObject } from './put-object.ts';
import { getObject, getObjectMeta } from './read-object.ts';

type Result = Answer | Promise<Answer>;

/** An operation and what it is about. */
export type Operation =
  | { readonly level: 'service'; readonly run: (call: Call) => Result }
  /** `bucketName` need not exist yet. */
  | { readonly level: 'new-bucket'; readonly run: (call: Call, bucketName: string) => Result }
  | { readonly level: 'bucket'; readonly run: (call: BucketCall) => Result }
  | { readonly level: 'object'; readonly run: (call: ObjectCall) => Result };

/** Every operation this server carries out. */
export const operations: Readonly<Partial<Record<OperationName, Operation>>> = {
  ListObjects: { level: 'bucket', run: listObjects },
  ListMultipartUploads: { level: 'bucket', run: listMultipartUploads },

  PutObject: { level: 'object', run: putObject },
  GetObject: { level: 'object', run: getObject },
  HeadObject: { level: 'object', run: getObject },
  GetObjectMeta: { level: 'object', run: getObjectMeta },

  InitiateMultipartUpload: { level: 'object', run: initiateMultipartUpload },
  UploadPart: { level: 'object', run: uploadPart },
  CompleteMultipartUpload: { level: 'object', run: completeMultipartUpload },
  AbortMultipartUpload: { level: 'object', run: abortMultipartUpload },
  ListParts: { level: 'object', run: listParts },
};
