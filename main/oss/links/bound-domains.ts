import type { BoundDomain } from '../../../shared/account/diagnosis.ts';

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
