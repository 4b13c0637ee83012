import { combineServerCrc64 } from '../../rules/crc64-combine.ts';
import { refuseKey } from '../../rules/objects/key-rules.ts';
import { limits } from '../../rules/limits.ts';
import { OssError, invalidArgument } from '../../rules/oss-error.ts';
import type { ObjectRecord, ReceivedBytes } from '../../storage/records.ts';
import type { OssResponse, ObjectCall } from '../call.ts';
import { readAttributes, receiveBody } from './write-request.ts';

/** POST /key?append&position: appends the body to an appendable object, or creates that object. */
export async function appendObject(call: ObjectCall): Promise<OssResponse> {
  const { bucket, key } = call;
  refuseKey(key);
  const position = readPosition(call);
  const attributes = readAttributes(call);
  checkPosition(bucket.object(key), position);
  const received = await receiveBody(call);
  const previous = bucket.object(key);
  try {
    checkPosition(previous, position);
    checkSize(position + received.size);
  } catch (error) {
    bucket.files.retire(received.pieces);
    throw error;
  }
  const grown = previous === undefined ? received : join(previous, received);
  bucket.putObject({
    // The first append set the attributes of the object.
    ...(previous ?? attributes),
    ...grown,
    etag: appendedEtag(grown, received),
    key,
    type: 'Appendable',
    lastModified: call.clock(),
  });
  return {
    status: 200,
    headers: {
      ETag: `"${appendedEtag(grown, received)}"`,
      'x-oss-next-append-position': String(grown.size),
      'x-oss-hash-crc64ecma': grown.crc64,
    },
  };
}

function join(previous: ObjectRecord, received: ReceivedBytes): ReceivedBytes {
  return {
    pieces: [...previous.pieces, ...received.pieces],
    size: previous.size + received.size,
    etag: received.etag,
    crc64: combineServerCrc64(
      BigInt(previous.crc64),
      BigInt(received.crc64),
      received.size,
    ).toString(),
  };
}

/** Not the MD5 of the whole object: OSS promises only that the ETag changes. */
function appendedEtag(grown: ReceivedBytes, received: ReceivedBytes): string {
  const size = grown.size.toString(16).toUpperCase().padStart(16, '0');
  return `${received.etag.slice(0, 16)}${size}`;
}

function readPosition({ query }: ObjectCall): number {
  const text = query.get('position');
  if (text === undefined) {
    throw new OssError('MissingArgument', {
      message: 'Missing Some Required Arguments.',
      details: { ArgumentName: 'position' },
      ec: '0016-00000501',
    });
  }
  if (!/^\d{1,15}$/.test(text)) {
    throw invalidArgument('The append position is not a non-negative integer.', 'position', text);
  }
  return Number(text);
}

function checkPosition(object: ObjectRecord | undefined, position: number): void {
  if (object !== undefined && object.type !== 'Appendable') {
    throw new OssError('ObjectNotAppendable');
  }
  const size = object?.size ?? 0;
  if (position === size) return;
  throw new OssError('PositionNotEqualToLength', {
    headers: { 'x-oss-next-append-position': String(size) },
  });
}

function checkSize(size: number): void {
  if (size > limits.putSize) {
    throw new OssError('EntityTooLarge', {
      details: { MaxSizeAllowed: String(limits.putSize), ProposedSize: String(size) },
    });
  }
}
