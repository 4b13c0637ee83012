import type { BoundDomain, BucketInfo, CheckFacts } from '../../../shared/account/diagnosis.ts';
import { TransferError } from '../../../shared/errors.ts';
import type { ObjectPage, Thumbnail } from '../../../shared/ipc/bucket-view.ts';
import type { BucketList, PrefixList } from '../../../shared/ipc/views.ts';
import type { ObjectTarget, RequestContext } from '../../engine/ports/object-store.ts';
import type { TransportResponse } from '../../transfer/transport.ts';
import { createAccountClients, type AccountClientsOptions } from '../ali-oss/account-clients.ts';
import { readOssSetting } from '../ali-oss/undocumented-calls.ts';
import { strangeList } from '../responses/read-results.ts';
import { elementText } from '../responses/xml-screen.ts';
import { createCallOss, type CallOss } from './call-oss.ts';
import { type PrefixTarget, listPage } from './list-calls.ts';
import type { Operation } from './operation.ts';

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

/** The account and the bucket whose settings are read. */
export interface BucketTarget {
  readonly accountId: string;
  readonly bucket: string;
}

/** Reads settings of a bucket at the endpoint of the account. All methods throw TransferError. */
export interface BucketSettingsReader {
  info(target: BucketTarget, context: RequestContext): Promise<BucketInfo>;
  /** The region of the bucket, without `oss-`. */
  region(target: BucketTarget, context: RequestContext): Promise<string>;
  domains(target: BucketTarget, context: RequestContext): Promise<readonly BoundDomain[]>;
  protection(target: BucketTarget, context: RequestContext): Promise<CheckFacts['protection']>;
}

export function createBucketSettings(options: AccountClientsOptions): BucketSettingsReader {
  const call = createCallOss(createAccountClients(options), options.credentials);

  async function read(
    target: BucketTarget,
    operation: Operation,
    setting: string,
    context: RequestContext,
  ): Promise<TransportResponse> {
    const { response } = await call({ ...target, operation }, context, (client, tagged) =>
      readOssSetting(client, { bucket: target.bucket }, setting, tagged),
    );
    return response;
  }

  return {
    async info(target, context) {
      const { body } = await read(target, 'GetBucketInfo', 'bucketInfo', context);
      const location = elementText(body, 'Location');
      if (location === undefined) throw strangeList('GetBucketInfo', 'names no region');
      const versioning = elementText(body, 'Versioning');
      return {
        region: location.replace(/^oss-/, ''),
        acl: elementText(body, 'Grant') ?? '',
        blockPublicAccess: elementText(body, 'BlockPublicAccess') === 'true',
        versioning:
          versioning === 'Enabled' || versioning === 'Suspended' ? versioning : 'Disabled',
        acceleration: elementText(body, 'TransferAcceleration') === 'Enabled',
      };
    },

    async region(target, context) {
      const { body } = await read(target, 'GetBucketLocation', 'location', context);
      const location = elementText(body, 'LocationConstraint');
      if (location === undefined) throw strangeList('GetBucketLocation', 'names no region');
      return location.replace(/^oss-/, '');
    },

    async domains(target, context) {
      const { body } = await read(target, 'ListCname', 'cname', context);
      return readDomains(body);
    },

    async protection(target, context) {
      const overwrite = await orAbsent(
        read(target, 'GetBucketOverwriteConfig', 'overwriteConfig', context),
      );
      const worm = await orAbsent(read(target, 'GetBucketWorm', 'worm', context));
      const days = Number(worm && elementText(worm.body, 'RetentionPeriodInDays'));
      return {
        overwriteRules: overwrite !== undefined,
        ...(Number.isInteger(days) && days > 0 ? { retentionDays: days } : {}),
      };
    },
  };
}

/** https://www.alibabacloud.com/help/en/oss/developer-reference/listcname */
function readDomains(body: Uint8Array): readonly BoundDomain[] {
  const text = Buffer.from(body).toString('utf8');
  return [...text.matchAll(/<Cname>[\s\S]*?<\/Cname>/g)].flatMap(([one]) => {
    const bytes = Buffer.from(one);
    const domain = elementText(bytes, 'Domain');
    // The name becomes the host of signed requests.
    if (domain === undefined || !/^[a-z0-9.-]{1,253}$/i.test(domain)) return [];
    const until = Date.parse(elementText(bytes, 'ValidEndDate') ?? '');
    // The status of the certificate comes after the status of the domain.
    const enabled = elementText(bytes, 'Status') !== 'Disabled';
    return [{ domain, enabled, ...(Number.isNaN(until) ? {} : { certificateUntil: until }) }];
  });
}

/** OSS responds with 404 when a bucket does not have a setting. */
async function orAbsent(
  reading: Promise<TransportResponse>,
): Promise<TransportResponse | undefined> {
  try {
    return await reading;
  } catch (thrown) {
    const isAbsent =
      thrown instanceof TransferError &&
      thrown.code === 'request-refused' &&
      thrown.record.status === 404;
    if (isAbsent) return undefined;
    throw thrown;
  }
}
