import type { Addressing } from '../../../shared/transfer.ts';
import { UsageError } from '../words/exit-codes.ts';

/** The server that requests go to, and the region that signs them. */
export interface SigningEndpoint {
  /** Scheme, host and port: `https://oss-cn-hangzhou.aliyuncs.com`. */
  readonly endpoint: string;
  /** Without `oss-`: `cn-hangzhou`. */
  readonly region: string;
}

/** The values of a flag, the environment or a profile; each may be absent. */
export interface EndpointChoice {
  readonly endpoint: string | undefined;
  readonly region: string | undefined;
}

const endpointExample = 'Write it as https://oss-cn-hangzhou.aliyuncs.com.';

/** @throws UsageError unless `text` is a host, optionally with scheme and port. */
export function parseEndpoint(text: string): URL {
  const withScheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `https://${text}`;
  const url = URL.canParse(withScheme) ? new URL(withScheme) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.hostname === '') {
    throw new UsageError('The endpoint is not an address.', endpointExample);
  }
  if (url.username !== '' || url.password !== '') {
    throw new UsageError(
      'The endpoint contains a user name or a password.',
      'Leave them out; keys come from the environment or a profile.',
    );
  }
  if (url.pathname !== '/' || url.search !== '' || url.hash !== '') {
    throw new UsageError(
      'The endpoint has something after the host name.',
      `${endpointExample} The bucket belongs into --to oss://bucket/.`,
    );
  }
  if (url.hostname.startsWith('[')) {
    throw new UsageError('The endpoint is an IPv6 address.', 'Use a host name or an IPv4 address.');
  }
  return url;
}

/**
 * The region in the name of one of Alibaba Cloud's own endpoints, public, internal, or dual-stack.
 * `undefined` for the acceleration endpoints, custom domains and everything else.
 *
 * Source: "Regions and endpoints" of the OSS documentation.
 */
export function regionOfHost(hostname: string): string | undefined {
  const classic = /^oss-([a-z0-9-]+)\.aliyuncs\.com$/i.exec(hostname)?.[1];
  if (classic !== undefined) {
    return classic.startsWith('accelerate') ? undefined : classic.replace(/-(internal|pub)$/, '');
  }
  return /^([a-z0-9-]+)\.oss\.aliyuncs\.com$/i.exec(hostname)?.[1];
}

function normalizeRegion(region: string): string {
  const name = region.trim().replace(/^oss-/, '');
  if (/^[a-z0-9-]+$/.test(name)) return name;
  throw new UsageError('The region is not a name.', 'Write it as cn-hangzhou.');
}

/**
 * Takes endpoint and region from the first source that names each: flags, then a profile, then the
 * environment. For Alibaba Cloud's own endpoints, endpoint or region alone is enough.
 *
 * @param bucket finds a bucket name inside the endpoint.
 * @throws UsageError when endpoint or region is unknown, or when they contradict each other.
 */
export function chooseEndpoint(
  choices: readonly EndpointChoice[],
  bucket: string,
  addressing: Addressing,
): SigningEndpoint {
  const endpointAt = choices.findIndex(({ endpoint }) => endpoint?.trim());
  const regionAt = choices.findIndex(({ region }) => region?.trim());
  const regionText = choices[regionAt]?.region;
  const namedRegion = regionText === undefined ? undefined : normalizeRegion(regionText);
  const endpointText = choices[endpointAt]?.endpoint;
  if (endpointText === undefined) {
    if (namedRegion === undefined) {
      throw new UsageError(
        'Neither an endpoint nor a region is known.',
        'Give --region cn-hangzhou, or --endpoint, or set OSS_REGION or OSS_ENDPOINT.',
      );
    }
    return { endpoint: `https://oss-${namedRegion}.aliyuncs.com`, region: namedRegion };
  }
  const url = parseEndpoint(endpointText.trim());
  if (addressing === 'virtual-host' && url.hostname.startsWith(`${bucket}.oss-`)) {
    throw new UsageError(
      'The endpoint contains the name of the bucket.',
      `Use the endpoint alone: ${url.protocol}//${url.host.slice(bucket.length + 1)}`,
    );
  }
  const derivedRegion = regionOfHost(url.hostname);
  // A region from a weaker source (OSS_REGION) must not apply to an endpoint from a flag.
  const region =
    regionAt > endpointAt ? (derivedRegion ?? namedRegion) : (namedRegion ?? derivedRegion);
  if (region === undefined) {
    throw new UsageError(
      `The region is not part of the endpoint ${url.host}, and requests are signed for a region.`,
      'Give --region cn-hangzhou or set OSS_REGION.',
    );
  }
  if (derivedRegion !== undefined && derivedRegion !== region) {
    throw new UsageError(
      `The endpoint ${url.host} is not in the region ${region}.`,
      `Leave the region out, or use the endpoint https://oss-${region}.aliyuncs.com.`,
    );
  }
  return { endpoint: `${url.protocol}//${url.host}`, region };
}
