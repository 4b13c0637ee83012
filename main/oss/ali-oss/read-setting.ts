import type Client from 'ali-oss';
import type { TaggedOptions } from './exchange.ts';

/**
 * Reads a setting of a bucket by `request`, which ali-oss 6.23.0 does not document: it has no
 * method for most of them.
 *
 * @param setting the sub-resource, such as `cname`
 */
export async function readBucketSetting(
  client: Client,
  bucket: string,
  setting: string,
  tagged: TaggedOptions,
): Promise<void> {
  const parameters = { method: 'GET', bucket, subres: setting, successStatuses: [200] };
  await client.request({ ...parameters, headers: {}, ...tagged });
}
