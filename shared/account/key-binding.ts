/** The fields of an endpoint that the rule reads, in the form of a `URL`. */
interface ServerAddress {
  /** Such as `https:`. */
  readonly protocol: string;
  readonly hostname: string;
  /** Empty for the default port of the protocol. */
  readonly port: string;
  readonly origin: string;
}

/** Hosts of OSS only: no other service of Alibaba Cloud has such names. */
const ossHost = /^(?:[a-z0-9]+\.)?oss-[a-z0-9-]+\.aliyuncs\.com$/;

/**
 * True when keys may sign requests to `server` without being typed again. Allowed are the server
 * for which they were given, and OSS by https. Another server could read the STS token from a
 * signed request and repeat the request at OSS. The main process enforces this rule. The window
 * asks for the keys before a refusal.
 */
export function keysMayGoTo(server: ServerAddress, givenFor: ServerAddress): boolean {
  const { protocol, hostname, port, origin } = server;
  if (origin === givenFor.origin) return true;
  return protocol === 'https:' && port === '' && ossHost.test(hostname);
}
