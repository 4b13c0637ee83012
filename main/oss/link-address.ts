import { type Account, dataAddressOf, type ServiceAddress } from '../../shared/transfer.ts';
import type { BoundDomain } from '../../shared/account/diagnosis.ts';
import type { LinkNote } from '../../shared/account/object-links.ts';
import { bucketOrigin, resolveEndpoint } from './ali-oss/endpoint.ts';

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
