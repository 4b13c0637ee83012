import { TransferError } from '../../../shared/errors.ts';
import type { BucketList, PrefixList } from '../../../shared/ipc/views.ts';
import type { ObjectPage, Thumbnail } from '../../../shared/ipc/bucket-view.ts';
import type { ObjectTarget, RequestContext } from '../../engine/ports/object-store.ts';
import { createAccountClients, type AccountClientsOptions } from '../ali-oss/account-clients.ts';
import { createCallOss, type CallOss } from './call-oss.ts';
import { type PrefixTarget, listPage } from './list-calls.ts';
import { strangeList } from '../responses/read-results.ts';

/** Shows what an account holds: for a user who chooses a destination, and for an open destination. */
export interface AccountBrowser {
  /**
   * Most AccessKeys may only upload, so a refusal is a result and not an error.
   * @throws TransferError for every other failure
   */
  buckets(accountId: string, context: RequestContext): Promise<BucketList>;
  /** Prefixes one level below; a refusal is a result. @throws TransferError */
  prefixes(target: PrefixTarget, context: RequestContext): Promise<PrefixList>;
  /** One page of names one level below; a refusal is a result. @throws TransferError */
  page(
    target: PrefixTarget,
    after: string | undefined,
    context: RequestContext,
  ): Promise<ObjectPage>;
  /** A small picture of an object, if OSS makes one. @throws TransferError */
  thumbnail(target: ObjectTarget, context: RequestContext): Promise<Thumbnail | undefined>;
}

export function createAccountBrowser(options: AccountClientsOptions): AccountBrowser {
  const call = createCallOss(createAccountClients(options), options.credentials);
  return {
    async buckets(accountId, context) {
      const { addressing } = await options.accounts(accountId);
      // A custom domain leads to one bucket and cannot list others.
      if (addressing === 'custom-domain') return { permitted: false, buckets: [] };
      const buckets = await unlessDenied(listAccountBuckets(call, accountId, context));
      return { permitted: buckets !== undefined, buckets: buckets ?? [] };
    },
    async prefixes(target, context) {
      const list = await unlessDenied(listPrefixes(call, target, context));
      return { permitted: list !== undefined, ...(list ?? { prefixes: [], truncated: false }) };
    },
    async page(target, after, context) {
      const page = await unlessDenied(listPage(call, target, after, context));
      return { permitted: page !== undefined, ...(page ?? { prefixes: [], objects: [] }) };
    },
    thumbnail: (target, context) => readThumbnail(call, target, context),
  };
}

async function unlessDenied<Value>(listing: Promise<Value>): Promise<Value | undefined> {
  try {
    return await listing;
  } catch (thrown) {
    if (thrown instanceof TransferError && thrown.code === 'access-denied') return undefined;
    throw thrown;
  }
}

/** The largest page of OSS; a longer list of buckets is not useful in the window. */
const bucketsPerPage = 1000;
const mostBucketPages = 5;

const mostNamePages = 10;

/**
 * Lists the buckets of the account in all regions, at most five thousand.
 *
 * https://www.alibabacloud.com/help/en/oss/developer-reference/listbuckets
 */
async function listAccountBuckets(
  call: CallOss,
  accountId: string,
  context: RequestContext,
): Promise<BucketList['buckets']> {
  const buckets: { readonly name: string; readonly region: string }[] = [];
  let marker = '';
  for (let page = 0; page < mostBucketPages; page += 1) {
    const query = { 'max-keys': bucketsPerPage, ...(marker === '' ? {} : { marker }) };
    const { value } = await call(
      { accountId, operation: 'ListBuckets' },
      context,
      (client, tagged) => client.listBuckets(query, tagged),
    );
    for (const { name, region } of value.buckets ?? []) {
      if (typeof name !== 'string' || typeof region !== 'string') {
        throw strangeList('ListBuckets', 'holds a bucket without a name or a region');
      }
      buckets.push({ name, region: region.replace(/^oss-/, '') });
    }
    if (!value.isTruncated) break;
    const next = value.nextMarker ?? '';
    if (next === '' || next === marker) throw strangeList('ListBuckets', 'does not go on');
    marker = next;
  }
  return buckets;
}

/**
 * Lists the prefixes one level below another, within the first two thousand names. The window needs
 * a quick response.
 */
async function listPrefixes(
  call: CallOss,
  target: PrefixTarget,
  context: RequestContext,
): Promise<Omit<PrefixList, 'permitted'>> {
  const prefixes: string[] = [];
  let token: string | undefined;
  for (let page = 0; page < mostNamePages; page += 1) {
    const listed = await listPage(call, target, token, context);
    prefixes.push(...listed.prefixes);
    if (listed.next === undefined) return { prefixes, truncated: false };
    token = listed.next;
  }
  return { prefixes, truncated: true };
}

/** Twice the size in which the window shows it. https://www.alibabacloud.com/help/en/oss/user-guide/resize-images-4 */
const process = 'image/resize,m_fill,w_80,h_80/format,jpg';

/** A server that does not resize sends the whole picture; a larger one is not worth showing. */
const mostBytes = 512 * 1024;

/**
 * Reads a small picture that OSS makes of an object. Undefined when the response is too large.
 *
 * @throws TransferError, also when the object is no picture
 */
async function readThumbnail(
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
