import type Client from 'ali-oss';
import type { CallTag } from 'ali-oss';
import type { RequestContext } from '../../engine/ports/object-store.ts';
import type { TransportResponse, TransportBody } from '../../transfer/transport.ts';
import type { Operation } from '../requests/operation.ts';

/**
 * One request on its way through ali-oss, with its operation and its result. ali-oss drops headers
 * and error causes, so this object carries them around ali-oss.
 */
export interface SignedExchange {
  readonly operation: Operation;
  readonly context: RequestContext;
  /** True when OSS calls a callback server and relays its response instead of its own. */
  readonly callback: boolean;
  /** The response to the request, when a worker has sent it already and ali-oss only reads it. */
  readonly received?: Promise<TransportResponse> | undefined;
  /** The response of OSS, or of another server that responded in its place. */
  response?: TransportResponse;
  /**
   * Why the request was not sent, got no response, or got a response that did not come from OSS.
   */
  failure?: { readonly thrown: unknown };
}

/** The part of the options of a call that leads from its request back to its exchange. */
export interface TaggedOptions {
  readonly ctx: CallTag;
}

/**
 * `ctx` of ali-oss 6.23.0: each method passes this option of its own to the HTTP client. No
 * documented option arrives there.
 */
export function tag(exchange: SignedExchange): TaggedOptions {
  return { ctx: () => exchange };
}

/** A whole object and its body. */
interface ObjectRequest {
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

/** One part of a multipart upload and its body. */
interface PartRequest {
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

/**
 * Reads a setting of a bucket or of an object by `request`, which ali-oss 6.23.0 does not document:
 * it has no method for most of them.
 *
 * @param setting the sub-resource, such as `cname`
 */
export async function readOssSetting(
  client: Client,
  { bucket, key }: { readonly bucket: string; readonly key?: string },
  setting: string,
  tagged: TaggedOptions,
): Promise<void> {
  const object = key === undefined ? {} : { object: key };
  const parameters = { method: 'GET', bucket, ...object, subres: setting, successStatuses: [200] };
  await client.request({ ...parameters, headers: {}, ...tagged });
}
