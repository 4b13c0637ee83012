/** What a request is about: the service, a bucket, or an object in it. */
export interface Address {
  readonly bucket?: string | undefined;
  /** Percent-encoded, without the leading slash; absent for the bucket itself. */
  readonly rawKey?: string | undefined;
}

/** How OSS was addressed. `other` is a second reading to try when the signature fits no other. */
export interface Addressing {
  readonly address: Address;
  readonly other?: Address | undefined;
}

const serviceHost = /^(?:s3\.)?oss(?:-[a-z0-9-]+)?\.aliyuncs\.com$/;
const ipv4 = /^\d{1,3}(?:\.\d{1,3}){3}$/;

/**
 * Finds bucket and key. The Host header decides: an IP address, `localhost` or OSS's own name means
 * the service or path style (`/bucket/key`); of any other name the first label is the bucket.
 *
 * ali-oss with `sldEnable` and an IP endpoint names the bucket in both places and signs it once;
 * that reading is given as `other`. With an IP endpoint it also asks the service itself through a Host
 * that begins with a dot, since it puts no bucket before it.
 *
 * @param host the Host header, port included
 * @param path the request target without its query
 */
export function readAddress(host: string, path: string): Addressing {
  const name = host.toLowerCase().replace(/:\d*$/, '');
  const rest = path.replace(/^\//, '');
  if (isOwnName(name)) return { address: readPath(rest) };
  const [bucket = ''] = name.split('.');
  if (bucket === '') return { address: readPath(rest) };
  const address = { bucket, ...(rest === '' ? {} : { rawKey: rest }) };
  const other = readPath(rest);
  return other.bucket === bucket ? { address, other } : { address };
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
  const rawKey = rest.slice(slash + 1);
  return { bucket: rest.slice(0, slash), ...(rawKey === '' ? {} : { rawKey }) };
}
