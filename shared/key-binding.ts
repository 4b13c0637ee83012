/** What the rule looks at of an endpoint, as a `URL` has it. */
export interface ServerAddress {
  /** Such as `https:`. */
  readonly protocol: string;
  readonly hostname: string;
  /** Empty for the usual one. */
  readonly port: string;
  readonly origin: string;
}

/** Endpoints that are OSS and nothing else: no other service of Alibaba Cloud has such names. */
const ossHost = /^(?:[a-z0-9]+\.)?oss-[a-z0-9-]+\.aliyuncs\.com$/;

/**
 * Whether keys may sign requests to `server` without being typed again: to the server they were
 * given for, and to OSS by https. Whoever gets a signed request to another server has the token of
 * the keys, and can repeat the request at OSS. The main process holds everybody to it; the window
 * asks for the keys before they are refused.
 */
export function keysMayGoTo(server: ServerAddress, givenFor: ServerAddress): boolean {
  const { protocol, hostname, port, origin } = server;
  if (origin === givenFor.origin) return true;
  return protocol === 'https:' && port === '' && ossHost.test(hostname);
}
