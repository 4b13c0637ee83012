import type Client from 'ali-oss';
import type { TransportBody } from '../../transfer/transport.ts';
import type { TaggedOptions } from './exchange.ts';

/** A whole object and its body. */
export interface ObjectRequest {
  readonly bucket: string;
  readonly key: string;
  readonly body: TransportBody;
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * PutObject by `request`, which ali-oss 6.23.0 does not document. The documented `put` needs a
 * stream or a buffer, blocks on disk access and sends empty files in chunks. Signing and errors are
 * the same.
 */
export async function sendObject(
  client: Client,
  { bucket, key, body, headers }: ObjectRequest,
  tagged: TaggedOptions,
): Promise<void> {
  const parameters = { method: 'PUT', bucket, object: key, successStatuses: [200] };
  await client.request({ ...parameters, headers: { ...headers }, stream: body, ...tagged });
}
