import { requireAction } from '../../accounts.ts';
import { refuseImmutable } from '../../rules/bucket-settings.ts';
import { longestKey } from '../../rules/objects/key-rules.ts';
import { limits } from '../../rules/limits.ts';
import { OssError } from '../../rules/oss-error.ts';
import { percentEncode } from '../../text/text-coding.ts';
import { childText, readXml } from '../../text/xml-reader.ts';
import { writeXml } from '../../text/xml-writer.ts';
import type { BucketStorage } from '../../storage/bucket-storage.ts';
import { xmlResponse, type OssResponse, type BucketCall, type ObjectCall } from '../call.ts';
import { checkTextDigest } from './write-request.ts';

/** DELETE /key: the response is the same whether the object existed or not. */
export function deleteObject({ bucket, key, now }: ObjectCall): OssResponse {
  refuseDeleting(bucket, key, now);
  bucket.deleteObject(key);
  return { status: 204 };
}

/** POST /?delete: deletes up to 1,000 keys at once; in quiet mode the response lists no keys. */
export async function deleteMultipleObjects(call: BucketCall): Promise<OssResponse> {
  const { bucket, body, headers, identity, query } = call;
  const text = await body.text(limits.controlBody);
  checkTextDigest(text, headers['content-md5']);
  const { keys, isQuiet } = readOrder(text);
  for (const key of keys) {
    requireAction(identity, 'oss:DeleteObject', `${bucket.record.name}/${key}`);
  }
  for (const key of keys) refuseDeleting(bucket, key, call.now);
  for (const key of keys) bucket.deleteObject(key);
  const isEncoded = query.get('encoding-type') === 'url';
  return xmlResponse(
    writeXml('DeleteResult', {
      EncodingType: isEncoded ? 'url' : undefined,
      Deleted: isQuiet ? [] : keys.map((key) => ({ Key: isEncoded ? percentEncode(key) : key })),
    }),
  );
}

function refuseDeleting(bucket: BucketStorage, key: string, now: number): void {
  const object = bucket.object(key);
  if (object !== undefined) refuseImmutable(bucket.record, object, now);
}

function readOrder(text: string): { keys: string[]; isQuiet: boolean } {
  const root = readXml(text);
  if (root.name !== 'Delete') throw new OssError('MalformedXML');
  const keys = root.children
    .filter((child) => child.name === 'Object')
    .map((object) => childText(object, 'Key') ?? '');
  if (keys.length === 0 || keys.length > limits.deletedKeys) throw new OssError('MalformedXML');
  for (const key of keys) {
    const length = Buffer.byteLength(key, 'utf8');
    if (length === 0 || length > longestKey) throw new OssError('InvalidObjectName');
  }
  return { keys, isQuiet: childText(root, 'Quiet')?.trim().toLowerCase() === 'true' };
}
