import type { Account } from '../../shared/transfer.ts';

/** Endpoints that are OSS and nothing else: no other service of Alibaba Cloud has such names. */
const ossHost = /^(?:[a-z0-9]+\.)?oss-[a-z0-9-]+\.aliyuncs\.com$/;

/**
 * Whether the keys of `known` may sign requests to `endpoint` without being typed again: to the
 * server they were given for, and to OSS by https. Whoever gets a signed request to another server
 * has the token of the keys, and can repeat the request at OSS.
 */
export function keysMayGoTo(endpoint: string, known: Pick<Account, 'endpoint'>): boolean {
  if (!URL.canParse(endpoint) || !URL.canParse(known.endpoint)) return false;
  const { protocol, hostname, port, origin } = new URL(endpoint);
  if (origin === new URL(known.endpoint).origin) return true;
  return protocol === 'https:' && port === '' && ossHost.test(hostname);
}
