import type { ErrorCode } from '../../../shared/errors.ts';

/**
 * Codes of OSS that mean something of their own to Ferry; every other one goes by its status.
 * https://www.alibabacloud.com/help/en/oss/support/error-codes
 */
const codes = new Map<string, ErrorCode>([
  ['RequestTimeTooSkewed', 'clock-skewed'],
  ['SecurityTokenExpired', 'credentials-expired'],
  ['InvalidSecurityToken', 'credentials-expired'],
  ['AccessKeyIdAndSecurityTokenNotMatch', 'credentials-expired'],
  ['InvalidAccessKeyId', 'credentials-rejected'],
  ['SignatureDoesNotMatch', 'credentials-rejected'],
  ['AccessDenied', 'access-denied'],
  ['NoSuchBucket', 'bucket-missing'],
  ['InvalidBucketName', 'bucket-missing'],
  ['NoSuchUpload', 'upload-missing'],
  ['NoSuchKey', 'object-missing'],
  ['FileAlreadyExists', 'object-exists'],
  ['ObjectAlreadyExists', 'object-exists'],
  ['PreconditionFailed', 'object-exists'],
  ['InvalidPart', 'part-rejected'],
  ['InvalidPartOrder', 'part-rejected'],
  ['EntityTooSmall', 'part-rejected'],
  ['EntityTooLarge', 'size-refused'],
  ['InvalidObjectName', 'key-invalid'],
  ['RequestTimeout', 'connection-lost'],
  ['IncompleteBody', 'connection-lost'],
  ['InvalidDigest', 'corrupted-on-the-way'],
  ['InvalidCRC64', 'corrupted-on-the-way'],
  // Ferry's own XML is well-formed when it is sent.
  ['MalformedXML', 'corrupted-on-the-way'],
  ['SlowDown', 'server-busy'],
  ['Throttling', 'server-busy'],
  ['TotalQpsLimitExceeded', 'server-busy'],
  ['UploadTrafficRateLimitExceeded', 'server-busy'],
  ['DownloadTrafficRateLimitExceeded', 'server-busy'],
  ['CallbackFailed', 'request-refused'],
]);

/** What an error of OSS means, from its code and the status it came with. */
export function ossErrorCode(ossCode: string, status: number): ErrorCode {
  const known = codes.get(ossCode);
  if (known !== undefined) return known;
  // `InvalidAccessKeyId.Inactive` and the like: the part behind the dot only explains.
  const general = codes.get(ossCode.split('.')[0] ?? '');
  if (general !== undefined) return general;
  // A code that is not known says nothing about rights, so 403 alone is no missing permission.
  return status === 403 ? 'request-refused' : statusErrorCode(status);
}

/** What a status means by itself, where an answer has no code: above all answers to HEAD. */
export function statusErrorCode(status: number): ErrorCode {
  if (status === 403) return 'access-denied';
  if (status === 408) return 'connection-lost';
  if (status === 429 || status === 503) return 'server-busy';
  if (status >= 500) return 'server-error';
  return 'request-refused';
}
