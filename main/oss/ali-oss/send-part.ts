import type Client from 'ali-oss';
import type { TransportBody } from '../../transfer/transport.ts';
import type { TaggedOptions } from './exchange.ts';

/** One part of a multipart upload and its body. */
export interface PartRequest {
  readonly key: string;
  readonly uploadId: string;
  readonly number: number;
  readonly body: TransportBody;
  /** In bytes. */
  readonly size: number;
  readonly headers: Readonly<Record<string, string>>;
}

/** A part has no content type; ali-oss would guess a type from the key. */
const partType = 'application/octet-stream';

/**
 * UploadPart by the private method `_uploadPart` of ali-oss 6.23.0. The documented `uploadPart`
 * opens the file by its name, so it may read another file than the one that Ferry has open.
 */
export async function sendPart(
  client: Client,
  part: PartRequest,
  tagged: TaggedOptions,
): Promise<void> {
  const data = { stream: part.body, size: part.size };
  const options = { headers: { ...part.headers }, mime: partType, ...tagged };
  await client._uploadPart(part.key, part.uploadId, part.number, data, options);
}
