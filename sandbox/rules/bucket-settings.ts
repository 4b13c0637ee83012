import { OssError } from './oss-error.ts';
import { formatXmlDate } from '../signing/request-time.ts';
import { childText, readXml } from '../text/xml-reader.ts';
import { writeXml } from '../text/xml-writer.ts';

/** A domain that is bound to a bucket. */
export interface CnameEntry {
  readonly domain: string;
  /** Absent: OSS has no certificate for the domain, so HTTPS does not work with it. */
  readonly certificate?: {
    /** Milliseconds since 1970. */
    readonly validFrom: number;
    readonly validUntil: number;
  };
}

/** Rules that only some accounts and buckets have; an absent field means the old rules. */
export interface BucketSettings {
  /** The region of the bucket when it is not the region of the server. */
  readonly region?: string;
  /**
   * Accounts since 2025 in the Chinese mainland: data does not pass the default public endpoint.
   * https://www.alibabacloud.com/help/en/oss/user-guide/access-buckets-via-custom-domain-names
   */
  readonly refusesPublicEndpoint?: boolean;
  /** Buckets since 2023: no links to apps through the endpoints of OSS, and no display of pages. */
  readonly restrictsLinks?: boolean;
  readonly domains?: readonly CnameEntry[];
  /** Objects under the prefix cannot change for that many days (WORM). */
  readonly retention?: { readonly prefix: string; readonly days: number };
}

/** The part of a bucket that the checks here read. */
interface ConfiguredBucket {
  readonly configurations: Readonly<Record<string, string>>;
  readonly settings?: BucketSettings | undefined;
}

const day = 24 * 60 * 60 * 1000;

/** True when public ACLs are refused and ignored. */
export function blocksPublicAccess({ configurations }: ConfiguredBucket): boolean {
  const text = configurations['publicAccessBlock'];
  return text !== undefined && childText(readXml(text), 'BlockPublicAccess')?.trim() === 'true';
}

/** The document of GET /?publicAccessBlock. */
export function publicAccessBlock(isOn: boolean): string {
  return writeXml('PublicAccessBlockConfiguration', { BlockPublicAccess: isOn });
}

/** The document of a rule that forbids overwriting under a prefix. */
export function overwriteConfiguration(prefix: string): string {
  const rule = { ID: 'rule-1', Action: 'forbid', Prefix: prefix };
  return writeXml('OverwriteConfiguration', { Rule: rule });
}

/**
 * @throws OssError AccessDenied for a public ACL while Block Public Access is on
 */
export function refusePublicAcl(
  bucket: ConfiguredBucket,
  acl: string,
  kind: 'object' | 'bucket',
): void {
  if (!acl.startsWith('public') || !blocksPublicAccess(bucket)) return;
  throw new OssError('AccessDenied', {
    message: `Put public ${kind} acl is not allowed`,
    ...(kind === 'object' ? { ec: '0016-00000901' } : {}),
  });
}

/**
 * @param object the object that would be replaced or deleted
 * @throws OssError FileImmutable
 */
export function refuseImmutable(
  { settings }: ConfiguredBucket,
  object: { readonly key: string; readonly lastModified: number },
  now: number,
): void {
  const retention = settings?.retention;
  if (retention === undefined || !object.key.startsWith(retention.prefix)) return;
  if (now < object.lastModified + retention.days * day) throw new OssError('FileImmutable');
}

/** True when a rule of PutBucketOverwriteConfig forbids `ownerId` to replace the object. */
export function forbidsReplacing(
  { configurations }: ConfiguredBucket,
  key: string,
  ownerId: string | undefined,
): boolean {
  const text = configurations['overwriteConfig'];
  if (text === undefined) return false;
  return readXml(text).children.some((rule) => {
    const principals = rule.children.find(({ name }) => name === 'Principals')?.children ?? [];
    return (
      rule.name === 'Rule' &&
      key.startsWith(childText(rule, 'Prefix') ?? '') &&
      key.endsWith(childText(rule, 'Suffix') ?? '') &&
      (principals.length === 0 || principals.some((principal) => principal.text === ownerId))
    );
  });
}

/** The document of GET /?worm. @throws OssError NoSuchWORMConfiguration */
export function wormConfiguration(settings: BucketSettings | undefined, created: number): string {
  if (settings?.retention === undefined) throw new OssError('NoSuchWORMConfiguration');
  return writeXml('WormConfiguration', {
    WormId: '1666E2CFB2B3418****',
    State: 'Locked',
    RetentionPeriodInDays: settings.retention.days,
    CreationDate: formatXmlDate(created),
  });
}
