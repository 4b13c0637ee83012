import type { ListedObject } from 'ali-oss';
import type { ObjectEntry } from '../../../shared/ipc/bucket-view.ts';
import type { RequestContext } from '../../engine/ports/object-store.ts';
import { readKey, strangeList } from '../responses/read-lists.ts';
import { elementText } from '../responses/xml-screen.ts';
import type { CallOss } from './call-oss.ts';
import type { PrefixTarget } from './list-calls.ts';

/** A key of 1,023 bytes may take three characters a byte; a page must stay below the XML limit. */
const namesPerPage = 200;

/** One page of ListObjectsV2, one level deep. */
export interface ListedPage {
  /** Full prefixes, each ending in `/`. */
  readonly prefixes: readonly string[];
  readonly objects: readonly ObjectEntry[];
  /** Continues the list; absent at its end. */
  readonly next?: string;
}

/**
 * Lists one page of the names one level below a prefix. OSS counts objects together with prefixes.
 *
 * https://www.alibabacloud.com/help/en/oss/developer-reference/listobjectsv2
 *
 * @param token `next` of the page before; absent for the first page
 */
export async function listPage(
  call: CallOss,
  { accountId, bucket, prefix }: PrefixTarget,
  token: string | undefined,
  context: RequestContext,
): Promise<ListedPage> {
  const { value, response } = await call(
    { accountId, bucket, operation: 'ListObjectsV2' },
    context,
    (client, tagged) => client.listV2(pageQuery(prefix, token), tagged),
  );
  const encoded = elementText(response.body, 'EncodingType') === 'url';
  const prefixes = (value.prefixes ?? []).map((listed) => {
    if (typeof listed !== 'string') throw strange('holds a prefix without a name');
    return readKey(listed, encoded, 'ListObjectsV2');
  });
  const objects = value.objects.map((listed) => readObject(listed, encoded));
  if (!value.isTruncated) return { prefixes, objects };
  const next = value.nextContinuationToken ?? '';
  if (next === '' || next === token) throw strange('does not go on');
  return { prefixes, objects, next };
}

function pageQuery(prefix: string, token: string | undefined): Record<string, string | number> {
  return {
    delimiter: '/',
    'encoding-type': 'url',
    'max-keys': namesPerPage,
    ...(prefix === '' ? {} : { prefix }),
    ...(token === undefined ? {} : { 'continuation-token': token }),
  };
}

function readObject(listed: ListedObject, encoded: boolean): ObjectEntry {
  const { name, size, lastModified, storageClass } = listed;
  const modified = Date.parse(lastModified ?? '');
  if (typeof name !== 'string' || !Number.isSafeInteger(size) || Number.isNaN(modified)) {
    throw strange('holds an object without a name, a size or a time');
  }
  return {
    key: readKey(name, encoded, 'ListObjectsV2'),
    size,
    modified,
    storageClass: typeof storageClass === 'string' ? storageClass : 'Standard',
  };
}

function strange(what: string) {
  return strangeList('ListObjectsV2', what);
}
