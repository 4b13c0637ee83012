import type { Account } from '../../shared/transfer.ts';
import type { TransportProxy } from '../transfer/transport.ts';
import { TransferError } from '../../shared/errors.ts';
import { classifyError } from '../oss/responses/classify-error.ts';
import { createTransport } from '../transfer/workers/worker-pool.ts';

/** The endpoint to check when there is no account yet. */
const usualEndpoint = 'https://oss-cn-hangzhou.aliyuncs.com';

/**
 * The endpoint that decides which proxy all requests use: the first endpoint that is not on this
 * computer.
 */
export function endpointInQuestion(accounts: readonly Account[]): string {
  const endpoints = accounts.map(({ endpoint }) => endpoint);
  return endpoints.find((endpoint) => !isLocal(endpoint)) ?? usualEndpoint;
}

function isLocal(endpoint: string): boolean {
  const host = URL.parse(endpoint)?.hostname ?? '';
  return host === 'localhost' || host === '[::1]' || host.startsWith('127.');
}

/**
 * Returns the first usable entry of a system proxy list such as `PROXY host:port; DIRECT`. SOCKS
 * entries are not supported.
 *
 * https://developer.mozilla.org/docs/Web/HTTP/Guides/Proxy_servers_and_tunneling/Proxy_Auto-Configuration_PAC_file
 */
export function readProxyList(text: string): TransportProxy {
  for (const entry of text.split(';')) {
    const [kind = '', address = ''] = entry.trim().split(/\s+/);
    const scheme = { PROXY: 'http', HTTP: 'http', HTTPS: 'https' }[kind.toUpperCase()];
    if (scheme !== undefined && URL.canParse(`${scheme}://${address}`)) {
      return { mode: 'fixed', url: `${scheme}://${address}`, bypass: [] };
    }
    if (kind.toUpperCase() === 'DIRECT') break;
  }
  return { mode: 'direct' };
}

/** Timeout of a proxy test in milliseconds. */
const probeTimeout = 10_000;

/**
 * Sends one request without keys through a proxy, on its own sockets. Every response of OSS, with
 * any status, means that OSS was reached.
 *
 * @throws TransferError `proxy-authentication`, `certificate-rejected`, `offline` …
 */
export async function tryProxy(proxy: TransportProxy, endpoint: string): Promise<void> {
  const transport = createTransport();
  transport.setProxy(proxy);
  try {
    const answer = await transport.send(
      {
        method: 'GET',
        url: `${new URL(endpoint).origin}/`,
        headers: {},
        body: { kind: 'none' },
        idleTimeout: probeTimeout,
      },
      { signal: new AbortController().signal },
    );
    if (answer.status === 407) {
      throw new TransferError({ code: 'proxy-authentication', status: answer.status });
    }
  } catch (thrown) {
    throw classifyError(thrown, { operation: 'ListBuckets', secrets: secretsOf(proxy), now: 0 });
  } finally {
    await transport.close();
  }
}

function secretsOf(proxy: TransportProxy): readonly string[] {
  if (proxy.mode === 'direct') return [];
  const { password } = new URL(proxy.url);
  return password === '' ? [] : [password, decodeURIComponent(password)];
}
