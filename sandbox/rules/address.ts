/** The target of a request: the service, a bucket, or an object in a bucket. */
export interface Address {
  readonly bucket?: string | undefined;
  /** Percent-encoded, without the leading slash; absent for the bucket itself. */
  readonly rawKey?: string | undefined;
}

/** The parsed address. `others` are readings to try when the signature does not match the first. */
export interface BucketAddress {
  readonly address: Address;
  readonly others: readonly Address[];
}

const serviceHost = /^(?:s3\.)?oss(?:-[a-z0-9-]+)?\.(?:aliyuncs\.com|localhost)$/;
const ossHost = /(?:^|\.)aliyuncs\.com$/;
const ipv4 = /^\d{1,3}(?:\.\d{1,3}){3}$/;

/**
 * Finds bucket and key. The Host header decides. An IP address, `localhost` or the name of OSS
 * means the service or path style (`/bucket/key`). In any other name the first label is the
 * bucket.
 *
 * Only the signature can decide two cases. First, ali-oss with `sldEnable` and an IP endpoint
 * names the bucket in both places and signs it once. Second, a custom domain (`cname`) does not
 * name the bucket, so any bucket is possible. With an IP endpoint ali-oss also addresses the
 * service through a Host that begins with a dot, because it puts no bucket before the dot.
 *
 * @param host the Host header, port included
 * @param path the request target without its query
 * @param buckets the names of the existing buckets
 * @param domains the bucket of each bound domain
 */
export function readAddress(
  host: string,
  path: string,
  buckets: readonly string[],
  domains: ReadonlyMap<string, string> = new Map(),
): BucketAddress {
  const name = host.toLowerCase().replace(/:\d*$/, '');
  const rest = path.replace(/^\//, '');
  const bound = domains.get(name);
  if (bound !== undefined) return { address: inBucket(bound, rest), others: [] };
  const possible = ossHost.test(name) ? [] : buckets.map((bucket) => inBucket(bucket, rest));
  const [bucket = ''] = name.split('.');
  if (isOwnName(name) || bucket === '') return { address: readPath(rest), others: possible };
  const byPath = readPath(rest);
  const others = byPath.bucket === bucket ? [byPath, ...possible] : possible;
  return { address: inBucket(bucket, rest), others };
}

function isOwnName(name: string): boolean {
  return (
    name === '' ||
    name === 'localhost' ||
    name.startsWith('[') ||
    ipv4.test(name) ||
    serviceHost.test(name) ||
    !name.includes('.')
  );
}

function readPath(rest: string): Address {
  if (rest === '') return {};
  const slash = rest.indexOf('/');
  if (slash === -1) return { bucket: rest };
  return inBucket(rest.slice(0, slash), rest.slice(slash + 1));
}

function inBucket(bucket: string, rawKey: string): Address {
  return rawKey === '' ? { bucket } : { bucket, rawKey };
}
