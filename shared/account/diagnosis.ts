import type { ErrorRecord } from '../errors.ts';
import type { ServiceAddress } from '../transfer.ts';

/** A domain that is bound to a bucket, as OSS lists it. */
export interface BoundDomain {
  readonly domain: string;
  readonly enabled: boolean;
  /** Milliseconds since 1970 at which its certificate at OSS ends; absent without a certificate. */
  readonly certificateUntil?: number;
}

/** An upload that a check began, and that OSS did not let the keys abort. */
export interface LeftUpload {
  readonly bucket: string;
  readonly key: string;
  readonly uploadId: string;
}

/** The facts of a bucket that decide about uploads and links. */
export interface BucketInfo {
  /** Without `oss-`. */
  readonly region: string;
  readonly acl: string;
  readonly blockPublicAccess: boolean;
  readonly versioning: 'Enabled' | 'Suspended' | 'Disabled';
  readonly acceleration: boolean;
}

/** What each check finds. */
export interface CheckFacts {
  /** The proxy on the way to the endpoint; absent for a direct connection. */
  readonly proxy: { readonly proxy?: string };
  readonly name: { readonly addresses: readonly string[]; readonly alias?: string };
  readonly route: { readonly milliseconds: number };
  readonly certificate: {
    readonly issuer: string;
    readonly names: readonly string[];
    readonly validUntil: number;
  };
  /** Milliseconds by which this computer's clock is behind the server's. */
  readonly clock: { readonly offset: number };
  /** Number of buckets; absent when the keys may not list them. */
  readonly signature: { readonly buckets?: number };
  /** Only the region where the keys may not read the rest. */
  readonly bucket: Pick<BucketInfo, 'region'> & Partial<BucketInfo>;
  readonly domains: { readonly domains: readonly BoundDomain[] };
  readonly protection: { readonly overwriteRules: boolean; readonly retentionDays?: number };
  /** An upload was begun. */
  readonly rights: Readonly<Record<string, never>>;
  readonly speed: { readonly address: ServiceAddress; readonly bytesPerSecond: number };
}

export type CheckName = keyof CheckFacts;

interface CheckedAt {
  /** The server that the check concerns, where there are several. */
  readonly host?: string;
  /** The upload that the check left behind, whether it succeeded or not. */
  readonly leftBehind?: LeftUpload;
}

/** The result of one check. */
export type Diagnosis = {
  readonly [Name in CheckName]: { readonly check: Name } & CheckedAt &
    (
      | { readonly outcome: 'found'; readonly facts: CheckFacts[Name] }
      | { readonly outcome: 'not-permitted' | 'failed'; readonly error: ErrorRecord }
    );
}[CheckName];

/** The fastest address that was measured; undefined when none took the data. */
export function fastestAddress(found: readonly Diagnosis[]): ServiceAddress | undefined {
  const speeds = found.flatMap((one) =>
    one.check === 'speed' && one.outcome === 'found' ? [one.facts] : [],
  );
  return speeds.toSorted((left, right) => right.bytesPerSecond - left.bytesPerSecond)[0]?.address;
}
