/** The OSS operations that Ferry calls, by their names in the API reference. */
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
  | 'ListObjectsV2'
  | 'GetObject'
  | 'GetObjectAcl'
  | 'GetBucketInfo'
  | 'GetBucketLocation'
  | 'ListCname'
  | 'GetBucketOverwriteConfig'
  | 'GetBucketWorm';

/** The fixed facts about an operation. */
interface OperationFacts {
  /** The status of success. */
  readonly status: number;
  /** The root element of the XML in a success; absent when the body is empty. */
  readonly root?: string;
  /** True when a success names an ETag. */
  readonly etag: boolean;
  /** `picture`: the body of a success is a raster picture. */
  readonly body?: 'picture';
  /** The RAM action that permits it. https://www.alibabacloud.com/help/en/oss/user-guide/ram-policy-overview */
  readonly action: string;
  /** `control` for an operation that goes to the account's endpoint, not to the data address. */
  readonly plane?: 'control';
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
  // Ferry reads no object as it is, only the small pictures that OSS makes of one.
  GetObject: { status: 200, etag: false, body: 'picture', action: 'oss:GetObject' },
  GetObjectAcl: {
    status: 200,
    root: 'AccessControlPolicy',
    etag: false,
    action: 'oss:GetObjectAcl',
  },
  GetBucketInfo: control('BucketInfo', 'oss:GetBucketInfo'),
  GetBucketLocation: control('LocationConstraint', 'oss:GetBucketLocation'),
  ListCname: control('ListCnameResult', 'oss:ListCname'),
  GetBucketOverwriteConfig: control('OverwriteConfiguration', 'oss:GetBucketOverwriteConfig'),
  GetBucketWorm: control('WormConfiguration', 'oss:GetBucketWorm'),
};

function control(root: string, action: string): OperationFacts {
  return { status: 200, root, etag: false, action, plane: 'control' };
}
