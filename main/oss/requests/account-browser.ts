import { TransferError } from '../../../shared/errors.ts';
import type { BucketList, PrefixList } from '../../../shared/ipc/views.ts';
import type { RequestContext } from '../../engine/ports/object-store.ts';
import { createAccountClients, type AccountClientsOptions } from '../ali-oss/account-clients.ts';
import { createCallOss, type CallOss } from './call-oss.ts';
import type { PrefixTarget } from './list-calls.ts';
import { readKey, strangeList } from '../responses/read-lists.ts';
import { elementText } from '../responses/xml-screen.ts';

/** Lists buckets and prefixes of an account, for a user who chooses a destination. */
export interface AccountBrowser {
  /**
   * Most AccessKeys may only upload, so a refusal is a result and not an error.
   * @throws TransferError for every other failure
   */
  buckets(accountId: string, context: RequestContext): Promise<BucketList>;
  /** Prefixes one level below; a refusal is a result. @throws TransferError */
  prefixes(target: PrefixTarget, context: RequestContext): Promise<PrefixList>;
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

/** A key of 1,023 bytes may take three characters a byte; a page must stay below the XML limit. */
const namesPerPage = 200;
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
 * Lists the prefixes one level below another, within the first two thousand names. OSS counts
 * objects together with prefixes, and the window needs a quick response.
 *
 * https://www.alibabacloud.com/help/en/oss/developer-reference/listobjectsv2
 */
async function listPrefixes(
  call: CallOss,
  target: PrefixTarget,
  context: RequestContext,
): Promise<Omit<PrefixList, 'permitted'>> {
  const { accountId, bucket, prefix } = target;
  const prefixes: string[] = [];
  let token = '';
  for (let page = 0; page < mostNamePages; page += 1) {
    const { value, response } = await call(
      { accountId, bucket, operation: 'ListObjectsV2' },
      context,
      (client, tagged) => client.listV2(namesQuery(prefix, token), tagged),
    );
    const encoded = elementText(response.body, 'EncodingType') === 'url';
    for (const listed of value.prefixes ?? []) {
      if (typeof listed !== 'string') {
        throw strangeList('ListObjectsV2', 'holds a prefix without a name');
      }
      prefixes.push(readKey(listed, encoded, 'ListObjectsV2'));
    }
    if (!value.isTruncated) return { prefixes, truncated: false };
    const next = value.nextContinuationToken ?? '';
    if (next === '' || next === token) throw strangeList('ListObjectsV2', 'does not go on');
    token = next;
  }
  return { prefixes, truncated: true };
}

function namesQuery(prefix: string, token: string): Record<string, string | number> {
  return {
    delimiter: '/',
    'encoding-type': 'url',
    'max-keys': namesPerPage,
    ...(prefix === '' ? {} : { prefix }),
    ...(token === '' ? {} : { 'continuation-token': token }),
  };
}
