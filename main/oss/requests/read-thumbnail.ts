import type { Thumbnail } from '../../../shared/ipc/bucket-view.ts';
import type { ObjectTarget, RequestContext } from '../../engine/ports/object-store.ts';
import type { CallOss } from './call-oss.ts';

/** Twice the size in which the window shows it. https://www.alibabacloud.com/help/en/oss/user-guide/resize-images-4 */
const process = 'image/resize,m_fill,w_80,h_80/format,jpg';

/** A server that does not resize sends the whole picture; a larger one is not worth showing. */
const mostBytes = 512 * 1024;

/**
 * Reads a small picture that OSS makes of an object. Undefined when the response is too large.
 *
 * @throws TransferError, also when the object is no picture
 */
export async function readThumbnail(
  call: CallOss,
  target: ObjectTarget,
  context: RequestContext,
): Promise<Thumbnail | undefined> {
  const { bucket, key } = target;
  const { response } = await call(
    { ...target, operation: 'GetObject' },
    context,
    (client, tagged) =>
      client.request({
        ...{ method: 'GET', bucket, object: key, query: { 'x-oss-process': process } },
        ...{ headers: {}, successStatuses: [200], ...tagged },
      }),
  );
  if (response.body.length > mostBytes) return undefined;
  return { type: response.headers['content-type'] ?? '', bytes: response.body };
}
