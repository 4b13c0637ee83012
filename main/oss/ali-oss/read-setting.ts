import type Client from 'ali-oss';
import type { TaggedOptions } from './exchange.ts';

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
