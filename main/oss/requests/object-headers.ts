import { callbackParameter } from '../../../shared/upload/check-upload-options.ts';
import type { ObjectOptions } from '../../engine/ports/object-store.ts';

/** Headers of one request. Each request gets a new object, because ali-oss writes into it. */
export type Headers = Record<string, string>;

/**
 * The headers of PutObject: all options.
 * https://www.alibabacloud.com/help/en/oss/developer-reference/putobject
 */
export function putHeaders(options: ObjectOptions): Headers {
  return { ...initiateHeaders(options), ...aclHeader(options), ...callbackHeaders(options) };
}

/**
 * The headers of InitiateMultipartUpload: all options except the ACL.
 * https://www.alibabacloud.com/help/en/oss/developer-reference/initiatemultipartupload
 */
export function initiateHeaders(options: ObjectOptions): Headers {
  const headers: Headers = forbidHeader(options);
  // JavaScript and HTTP define blank space around a value differently, and ali-oss signs the value
  // as JavaScript trims it. The sent value must be trimmed the same way.
  for (const [name, value] of Object.entries(options.headers ?? {})) {
    if (value !== undefined) headers[name] = value.trim();
  }
  for (const [name, value] of Object.entries(options.meta ?? {})) {
    headers[`x-oss-meta-${name.toLowerCase()}`] = value.trim();
  }
  if (options.mime !== undefined) headers['Content-Type'] = options.mime.trim();
  if (options.storageClass !== undefined) headers['x-oss-storage-class'] = options.storageClass;
  if (options.tagging !== undefined) headers['x-oss-tagging'] = taggingValue(options.tagging);
  const encryption = options.serverSideEncryption;
  if (encryption !== undefined) {
    headers['x-oss-server-side-encryption'] = encryption.algorithm;
    if (encryption.keyId !== undefined) {
      headers['x-oss-server-side-encryption-key-id'] = encryption.keyId.trim();
    }
  }
  return headers;
}

/**
 * The headers of CompleteMultipartUpload: the ACL, the callback, and again the header that forbids
 * overwriting. The latter protects an object that appeared during the upload.
 * https://www.alibabacloud.com/help/en/oss/developer-reference/completemultipartupload
 */
export function completeHeaders(options: ObjectOptions): Headers {
  return { ...forbidHeader(options), ...aclHeader(options), ...callbackHeaders(options) };
}

function forbidHeader(options: ObjectOptions): Headers {
  return options.forbidOverwrite ? { 'x-oss-forbid-overwrite': 'true' } : {};
}

function aclHeader(options: ObjectOptions): Headers {
  return options.acl === undefined ? {} : { 'x-oss-object-acl': options.acl };
}

function callbackHeaders(options: ObjectOptions): Headers {
  if (options.callback === undefined) return {};
  const { callback, variables } = callbackParameter(options.callback);
  return {
    'x-oss-callback': Buffer.from(callback).toString('base64'),
    ...(variables === undefined
      ? {}
      : { 'x-oss-callback-var': Buffer.from(variables).toString('base64') }),
  };
}

/** `key=value&key=value`, each part percent-encoded. */
function taggingValue(tagging: Readonly<Record<string, string>>): string {
  return Object.entries(tagging)
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
    .join('&');
}
