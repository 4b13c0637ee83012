/**
 * How a request reached OSS. `default` is the public endpoint of the region, with or without the
 * bucket in the name; an IP address and `localhost` stand for it.
 */
export type EndpointKind = 'default' | 'internal' | 'accelerate' | 'domain';

const ossHost = /(?:^|\.)oss(-[a-z0-9-]+)?\.(?:aliyuncs\.com|localhost)$/;

/** The host name of a Host header, without the port. */
export function hostName(host: string): string {
  return host.toLowerCase().replace(/:\d*$/, '');
}

/** @param isDomain true when the name is bound to a bucket */
export function endpointKind(host: string, isDomain: boolean): EndpointKind {
  if (isDomain) return 'domain';
  const area = ossHost.exec(hostName(host))?.[1] ?? '';
  if (area.endsWith('-internal')) return 'internal';
  return area.startsWith('-accelerate') ? 'accelerate' : 'default';
}

/** The region that a Host header names; undefined for an IP address or an accelerated name. */
export function hostRegion(host: string): string | undefined {
  const area = ossHost.exec(hostName(host))?.[1];
  if (area === undefined || area.startsWith('-accelerate')) return undefined;
  return area.slice(1).replace(/-internal$/, '');
}
