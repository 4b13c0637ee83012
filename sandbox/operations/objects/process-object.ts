import { limits } from '../../rules/limits.ts';
import { invalidArgument, OssError } from '../../rules/oss-error.ts';
import type { OssResponse, ObjectCall } from '../call.ts';
import { requireObject } from './read-object.ts';

/**
 * POST /key?x-oss-process with `sys/saveas`: this server changes no images, so it saves the
 * unchanged object under the other name.
 */
export async function processObject(call: ObjectCall): Promise<OssResponse> {
  const { bucket, storage } = call;
  const text = await call.body.text(limits.controlBody);
  const source = requireObject(call);
  const process = new URLSearchParams(text).get('x-oss-process') ?? '';
  const saveAs = /\|sys\/saveas,(.*)$/.exec(process)?.[1];
  const key = decode(saveAs, 'o');
  if (key === undefined) {
    throw invalidArgument('The saveas target is not valid.', 'x-oss-process', process);
  }
  const bucketName = decode(saveAs, 'b') ?? bucket.record.name;
  const target = storage.bucket(bucketName);
  if (target?.record.ownerId !== bucket.record.ownerId) {
    throw new OssError('NoSuchBucket', { details: { BucketName: bucketName } });
  }
  const release = bucket.files.hold(source.pieces);
  try {
    const pieces = await Promise.all(
      source.pieces.map((piece) => target.files.adopt(bucket.files, piece)),
    );
    const { uploadId: _, ...facts } = source;
    target.putObject({ ...facts, key, pieces, lastModified: call.clock() });
  } finally {
    release();
  }
  const body = JSON.stringify({
    bucket: bucketName,
    fileSize: source.size,
    object: key,
    status: 'OK',
  });
  return { status: 200, headers: { 'Content-Type': 'application/json' }, body };
}

function decode(saveAs: string | undefined, name: string): string | undefined {
  const field = saveAs?.split(',').find((part) => part.startsWith(`${name}_`));
  return field === undefined ? undefined : Buffer.from(field.slice(2), 'base64').toString('utf8');
}
