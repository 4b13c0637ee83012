import type { OssResponse, ObjectCall } from '../call.ts';
import { handleWithCallback, findCallback } from '../callback.ts';
import {
  checkOverwrite,
  checkWrite,
  readAttributes,
  receiveBody,
  storedResponse,
} from './write-request.ts';

/** PUT /key: stores the body as the whole object. */
export async function handlePutObject(call: ObjectCall): Promise<OssResponse> {
  const { bucket, key } = call;
  checkWrite(call);
  const attributes = readAttributes(call);
  const callback = findCallback(call);
  // A client that sends this header wants a refusal before it sends the body (RFC 9110, 10.1.1).
  if (call.headers['expect'] !== undefined) checkOverwrite(call);
  const received = await receiveBody(call);
  try {
    checkOverwrite(call);
  } catch (error) {
    bucket.files.retire(received.pieces);
    throw error;
  }
  bucket.putObject({ ...attributes, ...received, key, type: 'Normal', lastModified: call.clock() });
  return await handleWithCallback(call, callback, storedResponse(received, attributes), {
    etag: received.etag,
    size: received.size,
    mimeType: attributes.headers['content-type'] ?? '',
    crc64: received.crc64,
    contentMd5: storedResponse(received).headers?.['Content-MD5'] ?? '',
  });
}
