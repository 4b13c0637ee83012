import type { ErrorCode } from '../../../shared/errors.ts';

/**
 * OSS error codes with their own meaning in Ferry; the status decides for all other codes.
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
  ['PublicEndpointForbidden', 'public-endpoint-refused'],
  // https://www.alibabacloud.com/help/en/oss/how-to-troubleshoot-403-status-code-when-you-access-oss
  ['UserDisable', 'account-suspended'],
  ['InDebt', 'account-suspended'],
  ['InDebtOverdue', 'account-suspended'],
  ['AbnormalBucketOwnerStatus', 'account-suspended'],
  ['BucketDisable', 'account-suspended'],
  ['ApkDownloadForbidden', 'download-refused'],
  ['FileImmutable', 'object-immutable'],
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
  // Ferry sends well-formed XML, so the network changed it.
  ['MalformedXML', 'corrupted-on-the-way'],
  ['SlowDown', 'server-busy'],
  ['Throttling', 'server-busy'],
  ['TotalQpsLimitExceeded', 'server-busy'],
  ['UploadTrafficRateLimitExceeded', 'server-busy'],
  ['DownloadTrafficRateLimitExceeded', 'server-busy'],
  ['CallbackFailed', 'request-refused'],
]);

/**
 * Diagnosis codes of OSS (EC) that say more than the error code, which is often `AccessDenied`.
 * https://www.alibabacloud.com/help/en/oss/user-guide/error-codes
 */
const diagnoses = new Map<string, ErrorCode>([
  ['0002-00000080', 'signature-version-refused'],
  ['0003-00001403', 'bucket-elsewhere'],
  ['0016-00000901', 'public-access-blocked'],
  ['0048-00000401', 'public-endpoint-refused'],
]);

/** The error code of Ferry for an OSS error code, its diagnosis code and its status. */
export function ossErrorCode(ossCode: string, ecCode: string, status: number): ErrorCode {
  const diagnosed = diagnoses.get(ecCode);
  if (diagnosed !== undefined) return diagnosed;
  const known = codes.get(ossCode);
  if (known !== undefined) return known;
  // In codes such as `InvalidAccessKeyId.Inactive` the part after the dot is only an explanation.
  const general = codes.get(ossCode.split('.')[0] ?? '');
  if (general !== undefined) return general;
  // An unknown code says nothing about permissions, so 403 alone does not mean a missing
  // permission.
  return status === 403 ? 'request-refused' : statusErrorCode(status);
}

/** The error code for a status without an OSS error code, mainly in responses to HEAD. */
export function statusErrorCode(status: number): ErrorCode {
  if (status === 403) return 'access-denied';
  if (status === 408) return 'connection-lost';
  if (status === 429 || status === 503) return 'server-busy';
  if (status >= 500) return 'server-error';
  return 'request-refused';
}
