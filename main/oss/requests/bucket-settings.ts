import type { BoundDomain, BucketInfo, CheckFacts } from '../../../shared/account/diagnosis.ts';
import { TransferError } from '../../../shared/errors.ts';
import type { RequestContext } from '../../engine/ports/object-store.ts';
import type { TransportResponse } from '../../transfer/transport.ts';
import { createAccountClients, type AccountClientsOptions } from '../ali-oss/account-clients.ts';
import { readOssSetting } from '../ali-oss/undocumented-calls.ts';
import { strangeList } from '../responses/read-results.ts';
import { elementText } from '../responses/xml-screen.ts';
import { createCallOss } from './call-oss.ts';
import type { Operation } from './operation.ts';

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
