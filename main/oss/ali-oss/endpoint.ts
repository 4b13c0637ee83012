import { isIP } from 'node:net';
import { TransferError } from '../../../shared/errors.ts';
import type { Addressing, ServiceAddress } from '../../../shared/transfer.ts';

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
