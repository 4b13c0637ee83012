import type {
  Account,
  Addressing,
  CredentialSource,
  ServiceAddress,
} from '../../../shared/transfer.ts';
import { TransferError } from '../../../shared/errors.ts';
import { defaultProfilePath, readProfile } from '../../oss/credential-sources.ts';
import { UsageError } from '../report/exit-codes.ts';
import type { ProcessEnvironment } from '../run/world.ts';
import type { AccountFlags } from './flags.ts';

/** The server that requests go to, and the region that signs them. */
interface SigningEndpoint {
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
function parseEndpoint(text: string): URL {
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

async function choices(
  flags: AccountFlags,
  environment: ProcessEnvironment,
): Promise<readonly EndpointChoice[]> {
  const given = { endpoint: flags.endpoint, region: flags.region };
  const fromEnvironment = {
    endpoint: environment['OSS_ENDPOINT'],
    region: environment['OSS_REGION'],
  };
  if (flags.profile === undefined) return [given, fromEnvironment];
  const profile = await readProfile(defaultProfilePath(), flags.profile);
  return [given, { endpoint: profile.endpoint, region: profile.region }, fromEnvironment];
}

function checkEnvironment(environment: ProcessEnvironment): void {
  for (const name of ['OSS_ACCESS_KEY_ID', 'OSS_ACCESS_KEY_SECRET']) {
    if ((environment[name] ?? '').trim() !== '') continue;
    const detail = `The environment variable ${name} is not set.`;
    throw new TransferError({ code: 'credentials-missing', detail });
  }
}

/** Equal for the same addresses and credential source, so a repeated command finds its files. */
function accountId(
  source: CredentialSource,
  endpoint: string,
  addressing: Addressing,
  data: ServiceAddress | undefined,
): string {
  const name = source.kind === 'profile' ? `profile ${source.name}` : source.kind;
  const how = addressing === 'virtual-host' ? '' : ` (${addressing})`;
  const via = data === undefined ? '' : `, data at ${data.endpoint}`;
  return `${name} at ${endpoint}${how}${via}`;
}

/** @throws UsageError when the flags name two addresses, or one that is no address */
function dataAddressFrom(
  { dataEndpoint, domain }: AccountFlags,
  addressing: Addressing,
): ServiceAddress | undefined {
  if (dataEndpoint !== undefined && domain !== undefined) {
    throw new UsageError(
      '--data-endpoint and --domain both say where the data goes.',
      'Leave one of them out.',
    );
  }
  if (domain !== undefined) {
    return { endpoint: parseEndpoint(domain.trim()).origin, addressing: 'custom-domain' };
  }
  if (dataEndpoint === undefined) return undefined;
  return { endpoint: parseEndpoint(dataEndpoint.trim()).origin, addressing };
}

/**
 * The account that the flags and the environment describe. It names the source of the keys and
 * holds no key.
 *
 * @param bucket finds a bucket name inside the endpoint.
 * @throws UsageError when endpoint or region is unknown; TransferError `credentials-missing`.
 */
export async function accountFrom(
  flags: AccountFlags,
  environment: ProcessEnvironment,
  bucket: string,
): Promise<Account> {
  const addressing = flags.addressing ?? 'virtual-host';
  const chosen = chooseEndpoint(await choices(flags, environment), bucket, addressing);
  const credentials: CredentialSource =
    flags.profile === undefined
      ? { kind: 'environment' }
      : { kind: 'profile', name: flags.profile };
  if (credentials.kind === 'environment') checkEnvironment(environment);
  const data = dataAddressFrom(flags, addressing);
  const id = accountId(credentials, chosen.endpoint, addressing, data);
  return {
    ...{ id, name: id, ...chosen, addressing, credentials },
    ...(data === undefined ? {} : { dataAddresses: { [bucket]: data } }),
  };
}
