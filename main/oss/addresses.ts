import { isIP } from 'node:net';
import type { BoundDomain } from '../../shared/account/diagnosis.ts';
import type { LinkNote } from '../../shared/account/object-links.ts';
import { TransferError } from '../../shared/errors.ts';
import {
  type Addressing,
  type ServiceAddress,
  type Account,
  dataAddressOf,
} from '../../shared/transfer.ts';

/** Where the requests of an account go. */
interface AccountEndpoint {
  /** Scheme, host and port, such as `https://oss-cn-hangzhou.aliyuncs.com`. */
  readonly origin: string;
  readonly secure: boolean;
  /** Host and port. */
  readonly host: string;
  /** True for an IP address. It has no subdomains, so the bucket travels in the Host header. */
  readonly isAddress: boolean;
  readonly addressing: Addressing;
}

/**
 * Reads the address of an account or of a bucket's data. Without a scheme the endpoint is HTTPS.
 *
 * @throws TransferError `options-invalid` when the text cannot be an endpoint of OSS.
 */
export function resolveEndpoint(address: ServiceAddress): AccountEndpoint {
  const text = address.endpoint.trim();
  const withScheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `https://${text}`;
  const url = URL.parse(withScheme);
  if (url === null || (url.protocol !== 'https:' && url.protocol !== 'http:')) {
    throw invalid('The endpoint is no http or https address.');
  }
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') {
    throw invalid('The endpoint holds more than a host and a port.');
  }
  if (url.pathname !== '/') throw invalid('The endpoint holds a path; give the host only.');
  // ali-oss takes no brackets, so an IPv6 address cannot be an endpoint.
  if (!/^[a-z0-9._-]+$/.test(url.hostname)) {
    throw invalid('The endpoint is neither a host name nor an IPv4 address.');
  }
  return {
    origin: url.origin,
    secure: url.protocol === 'https:',
    host: url.host,
    isAddress: isIP(url.hostname) !== 0,
    addressing: address.addressing,
  };
}

/** The only origin to which requests about `bucket` may be sent. */
export function bucketOrigin(endpoint: AccountEndpoint, bucket: string): string {
  if (endpoint.addressing !== 'virtual-host' || endpoint.isAddress) return endpoint.origin;
  return `${endpoint.secure ? 'https' : 'http'}://${bucket}.${endpoint.host}`;
}

/** True when the absolute `url` has the origin `origin`. */
export function liesAt(url: string, origin: string): boolean {
  if (url.startsWith(`${origin}/`)) return true;
  // The URL may include or omit a default port.
  return URL.parse(url)?.origin === origin;
}

function invalid(detail: string): TransferError {
  return new TransferError({ code: 'options-invalid', detail });
}

/**
 * The address of links to objects of a bucket: the bound domain that the account uses, another
 * bound domain, or the endpoint of the account. Other computers cannot reach an internal endpoint.
 */
export function linkAddress(
  account: Account,
  bucket: string,
  domains: readonly BoundDomain[],
  now: number,
): ServiceAddress {
  const chosen = dataAddressOf(account, bucket);
  if (chosen.addressing === 'custom-domain') return chosen;
  const enabled = domains.filter(({ enabled: isEnabled }) => isEnabled);
  const certified = enabled.filter(({ certificateUntil = 0 }) => certificateUntil > now);
  const plain = enabled.filter(({ certificateUntil }) => certificateUntil === undefined);
  const [domain] = [...certified, ...plain];
  if (domain !== undefined) {
    return { endpoint: domainEndpoint(account.endpoint, domain), addressing: 'custom-domain' };
  }
  const { endpoint, addressing } = account;
  return { endpoint: endpoint.replace(/-internal(\.aliyuncs\.com)/, '$1'), addressing };
}

/** What the owner of a link through this address should know. */
export function addressNotes({ endpoint, addressing }: ServiceAddress, key: string): LinkNote[] {
  const isDefault = addressing !== 'custom-domain' && isOssEndpoint(endpoint);
  const isPlain = endpoint.startsWith('http:') && !staysHere(endpoint);
  const plain: LinkNote[] = isPlain ? ['unencrypted'] : [];
  if (!isDefault) return plain;
  return [/\.(?:apk|ipa)$/i.test(key) ? 'app-refused' : 'downloads', ...plain];
}

/** True for a server on this computer. */
function staysHere(endpoint: string): boolean {
  return /^(?:127\.[\d.]+|(?:.*\.)?localhost)$/.test(new URL(endpoint).hostname);
}

/** The address of an object, without a signature. Slashes of the key stay. */
export function plainUrl(address: ServiceAddress, bucket: string, key: string): string {
  const endpoint = resolveEndpoint(address);
  const namesBucket =
    endpoint.addressing === 'path' ||
    (endpoint.isAddress && endpoint.addressing === 'virtual-host');
  const path = key.split('/').map(encode).join('/');
  return `${bucketOrigin(endpoint, bucket)}/${namesBucket ? `${bucket}/` : ''}${path}`;
}

/** Also encodes parentheses and quotes, which would end a link in Markdown or HTML. */
function encode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** True for an endpoint on a domain of OSS itself. */
export function isOssEndpoint(endpoint: string): boolean {
  return URL.parse(endpoint)?.hostname.endsWith('.aliyuncs.com') === true;
}

/**
 * A bound domain as an endpoint. Another server than OSS serves its domains at its own port.
 *
 * @param endpoint of the account
 */
export function domainEndpoint(
  endpoint: string,
  { domain, certificateUntil }: BoundDomain,
): string {
  if (isOssEndpoint(endpoint)) {
    return `${certificateUntil === undefined ? 'http' : 'https'}://${domain}`;
  }
  const { protocol, port } = new URL(endpoint);
  return `${protocol}//${domain}${port === '' ? '' : `:${port}`}`;
}
