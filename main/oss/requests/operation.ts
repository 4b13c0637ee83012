/** The calls of OSS that Ferry makes, under their names in the API reference. */
export type Operation =
  | 'HeadObject'
  | 'PutObject'
  | 'InitiateMultipartUpload'
  | 'UploadPart'
  | 'CompleteMultipartUpload'
  | 'AbortMultipartUpload'
  | 'ListParts'
  | 'ListMultipartUploads'
  | 'ListBuckets'
  | 'ListObjectsV2';

/** What is known about an operation before it is called. */
export interface OperationFacts {
  /** The status of success. */
  readonly status: number;
  /** The root element of the XML that success carries; absent when its body is empty. */
  readonly root?: string;
  /** Whether success names an ETag. */
  readonly etag: boolean;
  /** The RAM action that permits it. https://www.alibabacloud.com/help/en/oss/user-guide/ram-policy-overview */
  readonly action: string;
}

export const operationFacts: Readonly<Record<Operation, OperationFacts>> = {
  HeadObject: { status: 200, etag: true, action: 'oss:GetObject' },
  PutObject: { status: 200, etag: true, action: 'oss:PutObject' },
  InitiateMultipartUpload: {
    status: 200,
    root: 'InitiateMultipartUploadResult',
    etag: false,
    action: 'oss:PutObject',
  },
  UploadPart: { status: 200, etag: true, action: 'oss:PutObject' },
  CompleteMultipartUpload: {
    status: 200,
    root: 'CompleteMultipartUploadResult',
    etag: true,
    action: 'oss:PutObject',
  },
  AbortMultipartUpload: { status: 204, etag: false, action: 'oss:AbortMultipartUpload' },
  ListParts: { status: 200, root: 'ListPartsResult', etag: false, action: 'oss:ListParts' },
  ListMultipartUploads: {
    status: 200,
    root: 'ListMultipartUploadsResult',
    etag: false,
    action: 'oss:ListMultipartUploads',
  },
  ListBuckets: {
    status: 200,
    root: 'ListAllMyBucketsResult',
    etag: false,
    action: 'oss:ListBuckets',
  },
  ListObjectsV2: { status: 200, root: 'ListBucketResult', etag: false, action: 'oss:ListObjects' },
};
