import { refuseKey } from '../rules/key-rules.ts';
import { OssError, invalidArgument } from '../rules/oss-error.ts';
import { percentDecode, percentEncode } from '../rules/text-coding.ts';
import type { ServerAnswer, ObjectCall } from './call.ts';
import { findObject } from './read-object.ts';
import { checkWrite, readAttributes } from './write-request.ts';

/** The MD5 and the CRC-64 of no bytes. */
const nothing = { etag: 'D41D8CD98F00B204E9800998ECF8427E', crc64: '0' };

/** PUT /key?symlink: creates a link to another object, which need not exist yet. */
export function putSymlink(call: ObjectCall): ServerAnswer {
  const { bucket, key, headers, now } = call;
  checkWrite(call);
  const header = headers['x-oss-symlink-target'] ?? '';
  const target = percentDecode(header);
  if (target === undefined || target === '') {
    throw invalidArgument('The symlink target is not valid.', 'x-oss-symlink-target', header);
  }
  refuseKey(target);
  bucket.putObject({
    ...readAttributes(call),
    ...nothing,
    key,
    type: 'Symlink',
    lastModified: now,
    pieces: [],
    size: 0,
    symlinkTarget: target,
  });
  return { status: 200, headers: { ETag: `"${nothing.etag}"` } };
}

/** GET /key?symlink: the target of the link. */
export function getSymlink(call: ObjectCall): ServerAnswer {
  const object = findObject(call);
  if (object.symlinkTarget === undefined) throw new OssError('NotSymlink');
  return {
    status: 200,
    headers: {
      ETag: `"${object.etag}"`,
      'x-oss-symlink-target': percentEncode(object.symlinkTarget).replaceAll('%2F', '/'),
    },
  };
}
