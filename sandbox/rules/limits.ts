const kibibyte = 1024;
const gibibyte = 1024 ** 3;

/** Sizes in bytes and counts that OSS documents under "Limits". */
export const limits = {
  /** One PutObject, AppendObject or part. */
  putSize: 5 * gibibyte,
  /** Every part except the last. */
  smallestPart: 100 * kibibyte,
  partCount: 10_000,
  /** A multipart object: 10,000 parts of 5 GiB, 48.8 TiB. */
  objectSize: 10_000 * 5 * gibibyte,
  /** CopyObject; larger sources need UploadPartCopy. */
  copySize: 5 * gibibyte,
  userMetadata: 8 * kibibyte,
  callbackParameter: 5 * kibibyte,
  callbackUrls: 5,
  deletedKeys: 1000,
  /** XML bodies except that of CompleteMultipartUpload. */
  controlBody: 2 * 1024 * kibibyte,
  /** 10,000 parts and some white space. */
  completeBody: 4 * 1024 * kibibyte,
  objectTags: 10,
  bucketTags: 20,
  /** Milliseconds that the time of a request may differ from the server's clock. */
  clockSkew: 900_000,
  /** Longest validity of a V4 presigned URL in seconds. */
  presignedLife: 604_800,
} as const;
