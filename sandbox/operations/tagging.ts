import { limits } from '../rules/limits.ts';
import { bucketTagLimits, objectTagLimits, readTagXml, type Tag } from '../rules/tags.ts';
import { readXml } from '../rules/xml-reader.ts';
import { writeXml } from '../rules/xml-writer.ts';
import { xmlAnswer, type ServerAnswer, type BucketCall, type ObjectCall } from './call.ts';
import { findObject } from './read-object.ts';
import { checkTextDigest } from './write-request.ts';

/** PUT /key?tagging: replaces the tags of an object and keeps its modification time. */
export async function putObjectTagging(call: ObjectCall): Promise<ServerAnswer> {
  findObject(call);
  const text = await call.body.text(limits.controlBody);
  checkTextDigest(text, call.headers['content-md5']);
  const tags = readTagXml(readXml(text), objectTagLimits);
  call.bucket.putObject({ ...findObject(call), tags });
  return { status: 200 };
}

/** GET /key?tagging */
export function getObjectTagging(call: ObjectCall): ServerAnswer {
  return tagAnswer(findObject(call).tags);
}

/** DELETE /key?tagging */
export function deleteObjectTagging(call: ObjectCall): ServerAnswer {
  call.bucket.putObject({ ...findObject(call), tags: [] });
  return { status: 204 };
}

/** PUT /?tagging */
export async function putBucketTags({ bucket, body, headers }: BucketCall): Promise<ServerAnswer> {
  const text = await body.text(limits.controlBody);
  checkTextDigest(text, headers['content-md5']);
  bucket.update({ tags: readTagXml(readXml(text), bucketTagLimits) });
  return { status: 200 };
}

/** GET /?tagging */
export function getBucketTags({ bucket }: BucketCall): ServerAnswer {
  return tagAnswer(bucket.record.tags);
}

/** DELETE /?tagging: removes every tag, or the tags named in its value. */
export function deleteBucketTags({ bucket, query }: BucketCall): ServerAnswer {
  const named = (query.get('tagging') ?? '').split(',').filter((key) => key !== '');
  const { tags } = bucket.record;
  bucket.update({ tags: named.length === 0 ? [] : tags.filter(({ key }) => !named.includes(key)) });
  return { status: 204 };
}

function tagAnswer(tags: readonly Tag[]): ServerAnswer {
  return xmlAnswer(
    writeXml('Tagging', {
      TagSet: { Tag: tags.map(({ key, value }) => ({ Key: key, Value: value })) },
    }),
  );
}
