import { randomBytes } from 'node:crypto';
import type { ListedObject } from 'ali-oss';
import type {
  ObjectTarget,
  RemotePart,
  RemoteUpload,
  RequestContext,
} from '../../engine/ports/object-store.ts';
import type { CallOss } from './call-oss.ts';
import { readKey, readParts, readUploads, strangeList } from '../responses/read-results.ts';
import { elementText } from '../responses/xml-screen.ts';
import { TransferError } from '../../../shared/errors.ts';
import type { ObjectEntry } from '../../../shared/ipc/bucket-view.ts';

/** The largest page of OSS. */
const partsPerPage = 1000;

/** A key of 1,023 bytes may take three characters a byte; a page must stay below the XML limit. */
const keysPerPage = 200;

/** The account, bucket and prefix of a listing. */
export interface PrefixTarget {
  readonly accountId: string;
  readonly bucket: string;
  readonly prefix: string;
}

export async function listAllParts(
  call: CallOss,
  target: ObjectTarget,
  uploadId: string,
  context: RequestContext,
): Promise<readonly RemotePart[]> {
  const parts: RemotePart[] = [];
  let marker = 0;
  for (;;) {
    // The response repeats the key, which may hold characters that XML cannot hold.
    const query = {
      'encoding-type': 'url',
      'max-parts': partsPerPage,
      'part-number-marker': marker,
    };
    const { value } = await call({ ...target, operation: 'ListParts' }, context, (client, tagged) =>
      client.listParts(target.key, uploadId, query, tagged),
    );
    if (value.uploadId !== uploadId) throw strangeList('ListParts', 'is about another upload');
    parts.push(...readParts(value.parts));
    if (value.isTruncated !== 'true') return parts;
    const next = Number(value.nextPartNumberMarker);
    if (!(next > marker)) throw strangeList('ListParts', 'does not go on');
    marker = next;
  }
}

export async function listAllUploads(
  call: CallOss,
  target: PrefixTarget,
  context: RequestContext,
): Promise<readonly RemoteUpload[]> {
  const uploads: RemoteUpload[] = [];
  let marker = { key: '', uploadId: '' };
  for (;;) {
    const query = uploadsQuery(target.prefix, marker);
    const { value, response } = await call(
      { accountId: target.accountId, bucket: target.bucket, operation: 'ListMultipartUploads' },
      context,
      (client, tagged) => client.listUploads(query, tagged),
    );
    const encoded = elementText(response.body, 'EncodingType') === 'url';
    uploads.push(...readUploads(value.uploads, encoded));
    if (!value.isTruncated) return uploads;
    const next = {
      key: readKey(value.nextKeyMarker ?? '', encoded),
      uploadId: value.nextUploadIdMarker ?? '',
    };
    if (next.key === '' || (next.key === marker.key && next.uploadId === marker.uploadId)) {
      throw strangeList('ListMultipartUploads', 'does not go on');
    }
    marker = next;
  }
}

function uploadsQuery(
  prefix: string,
  marker: { readonly key: string; readonly uploadId: string },
): Record<string, string | number> {
  return {
    'encoding-type': 'url',
    'max-uploads': keysPerPage,
    ...(prefix === '' ? {} : { prefix }),
    ...(marker.key === '' ? {} : { 'key-marker': marker.key }),
    ...(marker.uploadId === '' ? {} : { 'upload-id-marker': marker.uploadId }),
  };
}

/**
 * Lists the parts of an upload that cannot exist; the call changes nothing. "No such upload" means
 * that OSS reached the bucket, accepted the signature and granted the permission. A server that
 * checks the object first responds with "no such key", which means the same.
 */
export async function sendProbe(
  call: CallOss,
  target: ObjectTarget,
  context: RequestContext,
): Promise<void> {
  const uploadId = randomBytes(16).toString('hex').toUpperCase();
  try {
    await call({ ...target, operation: 'ListParts' }, context, (client, tagged) =>
      client.listParts(target.key, uploadId, { 'max-parts': 1 }, tagged),
    );
  } catch (thrown) {
    const missing = thrown instanceof TransferError ? thrown.code : undefined;
    if (missing === 'upload-missing' || missing === 'object-missing') return;
    throw thrown;
  }
}

/** One page of ListObjectsV2, one level deep. */
interface ListedPage {
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
    'max-keys': keysPerPage,
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
