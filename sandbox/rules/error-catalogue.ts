interface ErrorEntry {
  readonly status: number;
  readonly message: string;
  readonly ec?: string;
}

const entries = {
  AccessDenied: { status: 403, message: 'AccessDenied', ec: '0003-00000001' },
  AccessForbidden: {
    status: 403,
    message: 'CORSResponse: CORS is not enabled for this bucket.',
  },
  AccessKeyIdAndSecurityTokenNotMatch: {
    status: 403,
    message: 'The access key id and security token do not match.',
    ec: '0002-00000004',
  },
  ApkDownloadForbidden: {
    status: 400,
    message:
      'Access to this file type through the endpoint is forbidden, please use CNAME instead.',
  },
  BadRequest: { status: 400, message: 'The request could not be understood by the server.' },
  BucketAlreadyExists: {
    status: 409,
    message:
      'The requested bucket name is not available. The bucket namespace is shared by all users of the system. Please select a different name and try again.',
    ec: '0015-00000102',
  },
  BucketNotEmpty: {
    status: 409,
    message: 'The bucket has objects. Please delete them first.',
    ec: '0015-00000301',
  },
  CallbackFailed: { status: 203, message: 'Error status : -1.', ec: '0007-00000203' },
  EntityTooLarge: {
    status: 400,
    message: 'Your proposed upload exceeds the maximum allowed size.',
  },
  EntityTooSmall: {
    status: 400,
    message: 'Your proposed upload smaller than the minimum allowed size.',
  },
  FileAlreadyExists: {
    status: 409,
    message: 'The object you specified already exists and can not be overwritten.',
    ec: '0026-00000002',
  },
  FileImmutable: { status: 409, message: 'The object you specified is immutable.' },
  FilePartNotExist: { status: 400, message: 'File part not exist.' },
  IncompleteBody: {
    status: 400,
    message: 'You did not provide the number of bytes specified by the Content-Length HTTP header.',
  },
  InternalError: {
    status: 500,
    message: 'We encountered an internal error. Please try again.',
  },
  InvalidAccessKeyId: {
    status: 403,
    message: 'The OSS Access Key Id you provided does not exist in our records.',
    ec: '0002-00000902',
  },
  InvalidArgument: { status: 400, message: 'Invalid Argument' },
  InvalidBucketName: { status: 400, message: 'The specified bucket is not valid.' },
  InvalidCRC64: {
    status: 400,
    message: 'The x-oss-hash-crc64ecma you specified does not match what we calculated.',
  },
  InvalidDigest: { status: 400, message: 'The Content-MD5 you specified was invalid.' },
  InvalidEncryptionAlgorithmError: {
    status: 400,
    message: 'The Encryption request you specified is not valid. Supported value: AES256/SM4/KMS.',
  },
  InvalidObjectName: { status: 400, message: 'The specified object is not valid.' },
  InvalidObjectState: {
    status: 403,
    message: "The operation is not valid for the object's state",
  },
  InvalidPart: {
    status: 400,
    message:
      "One or more of the specified parts could not be found or the specified entity tag might not have matched the part's entity tag.",
  },
  InvalidPartOrder: { status: 400, message: 'The list of parts was not in ascending order.' },
  InvalidPolicyDocument: {
    status: 400,
    message:
      'The content of the form does not meet the conditions specified in the policy document.',
  },
  InvalidRange: { status: 416, message: 'The requested range cannot be satisfied.' },
  InvalidSecurityToken: {
    status: 403,
    message: 'The security token you provided is invalid.',
    ec: '0002-00000006',
  },
  InvalidStorageClass: {
    status: 400,
    message: 'The storage class you specified is not valid.',
  },
  InvalidTag: { status: 400, message: 'The tag provided was not a valid tag.' },
  InvalidTargetType: { status: 400, message: 'The target object type is invalid.' },
  InvalidURI: { status: 400, message: "Couldn't parse the specified URI." },
  MalformedXML: {
    status: 400,
    message:
      'The XML you provided was not well-formed or did not validate against our published schema.',
  },
  MalformedPOSTRequest: {
    status: 400,
    message: 'The body of your POST request is not well-formed multipart/form-data.',
  },
  MetadataTooLarge: {
    status: 400,
    message: 'Your metadata headers exceed the maximum allowed metadata size.',
  },
  MethodNotAllowed: {
    status: 405,
    message: 'The specified method is not allowed against this resource.',
  },
  MissingArgument: { status: 400, message: 'Missing Some Required Arguments.' },
  MissingContentLength: {
    status: 411,
    message: 'You must provide the Content-Length HTTP header.',
  },
  NoSuchBucket: {
    status: 404,
    message: 'The specified bucket does not exist.',
    ec: '0015-00000101',
  },
  NoSuchCORSConfiguration: {
    status: 404,
    message: 'The CORS Configuration does not exist.',
  },
  NoSuchBucketPolicy: { status: 404, message: 'The bucket policy does not exist.' },
  NoSuchKey: {
    status: 404,
    message: 'The specified key does not exist.',
    ec: '0026-00000001',
  },
  NoSuchInventory: { status: 404, message: 'The specified inventory does not exist.' },
  NoSuchLifecycle: { status: 404, message: 'No Row found in Lifecycle Table.' },
  NoSuchServerSideEncryptionRule: {
    status: 404,
    message: 'The server side encryption configuration was not found.',
  },
  NoSuchOverwriteConfiguration: {
    status: 404,
    message: 'The overwrite configuration does not exist.',
  },
  NoSuchSymLinkTarget: { status: 404, message: 'The symlink target object does not exist.' },
  NoSuchUpload: {
    status: 404,
    message:
      'The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.',
    ec: '0042-00000002',
  },
  NoSuchVersion: { status: 404, message: 'The specified version does not exist.' },
  NoSuchWORMConfiguration: {
    status: 404,
    message: 'The WORM configuration does not exist.',
  },
  NoSuchWebsiteConfiguration: {
    status: 404,
    message: 'The specified bucket does not have a website configuration.',
  },
  NotImplemented: {
    status: 501,
    message: 'A header you provided implies functionality that is not implemented.',
  },
  NotSymlink: { status: 400, message: 'The object is not symlink' },
  ObjectNotAppendable: {
    status: 409,
    message: 'The object is not appendable',
    ec: '0026-00000017',
  },
  OperationNotSupported: {
    status: 400,
    message: 'The operation is not supported for this resource',
  },
  PositionNotEqualToLength: {
    status: 409,
    message: 'Position is not equal to file length',
    ec: '0026-00000016',
  },
  PreconditionFailed: {
    status: 412,
    message: 'At least one of the pre-conditions you specified did not hold.',
  },
  PublicEndpointForbidden: {
    status: 400,
    message:
      'Data access through the default public endpoint is forbidden, please use CNAME instead.',
    ec: '0048-00000401',
  },
  RequestTimeTooSkewed: {
    status: 403,
    message: 'The difference between the request time and the current time is too large.',
    ec: '0002-00000504',
  },
  RequestTimeout: {
    status: 400,
    message:
      'Your socket connection to the server was not read from or written to within the timeout period.',
  },
  RestoreAlreadyInProgress: { status: 409, message: 'The restore operation is in progress.' },
  SecurityTokenExpired: {
    status: 403,
    message: 'The security token you provided has expired.',
    ec: '0002-00000007',
  },
  ServiceUnavailable: {
    status: 503,
    message: 'Please reduce your request rate.',
  },
  SignatureDoesNotMatch: {
    status: 403,
    message:
      'The request signature we calculated does not match the signature you provided. Check your key and signing method.',
    ec: '0002-00000040',
  },
  TooManyBuckets: {
    status: 400,
    message: 'You have attempted to create more buckets than allowed.',
  },
  UserDisable: { status: 403, message: 'UserDisable', ec: '0003-00000801' },
} satisfies Record<string, ErrorEntry>;

/** The `<Code>` of an OSS error response. */
export type OssErrorCode = keyof typeof entries;

/**
 * The errors that this server can send: status, message and EC of each code.
 *
 * Source: "Error codes" and the "Error codes" section of each operation in the OSS API reference.
 */
export const errorCatalogue: Readonly<Record<OssErrorCode, ErrorEntry>> = entries;
