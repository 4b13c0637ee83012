import type { ProxyPassword } from '../shared/account/secrets.ts';
import { TransferError } from '../shared/errors.ts';
import type { ProxySettings } from '../shared/settings.ts';
import type { Account } from '../shared/transfer.ts';
import { classifyError } from './oss/responses/classify-error.ts';
import type { TransportProxy } from './transfer/transport.ts';
import { createTransport } from './transfer/workers/worker-pool.ts';

export type ProxyEnvironment = Readonly<Record<string, string | undefined>>;

/** Reads a variable in either case; the lower-case name wins, as in curl. */
function variable(environment: ProxyEnvironment, name: string): string {
  return (environment[name.toLowerCase()] ?? environment[name] ?? '').trim();
}

function bypassList(environment: ProxyEnvironment): readonly string[] {
  return variable(environment, 'NO_PROXY')
    .split(/[\s,]+/)
    .filter((entry) => entry !== '');
}

function address(text: string, name: string): string {
  const withScheme = text.includes('://') ? text : `http://${text}`;
  const url = URL.canParse(withScheme) ? new URL(withScheme) : undefined;
  if (url !== undefined && /^https?:$/.test(url.protocol)) return url.href;
  throw new TransferError({
    code: 'options-invalid',
    // The text may hold a password.
    detail: `${name} is not the address of an HTTP proxy.`,
  });
}

/**
 * The proxy from the environment: `HTTPS_PROXY` or `HTTP_PROXY` by the scheme of the endpoints,
 * else `ALL_PROXY`, without the hosts of `NO_PROXY`.
 *
 * @param secure true when the endpoints use https
 * @throws TransferError `options-invalid` when the variable holds no address of an HTTP proxy
 */
export function proxyFromEnvironment(
  environment: ProxyEnvironment,
  secure: boolean,
): TransportProxy {
  const names = [secure ? 'HTTPS_PROXY' : 'HTTP_PROXY', 'ALL_PROXY'];
  const name = names.find((candidate) => variable(environment, candidate) !== '');
  if (name === undefined) return { mode: 'direct' };
  const url = address(variable(environment, name), name);
  return { mode: 'fixed', url, bypass: bypassList(environment) };
}

/**
 * Resolves the proxy setting for the byte movers; calls `system` only for the mode that needs it.
 */
export function resolveProxy(setting: ProxySettings, system: () => TransportProxy): TransportProxy {
  switch (setting.mode) {
    case 'none':
      return { mode: 'direct' };
    case 'manual':
      return { mode: 'fixed', url: setting.url, bypass: [] };
    case 'system':
      return system();
  }
}

/** Adds the password that the user typed; a password in the address itself stays. */
export function withPassword(
  proxy: TransportProxy,
  secret: ProxyPassword | undefined,
): TransportProxy {
  if (proxy.mode === 'direct' || secret === undefined) return proxy;
  const url = new URL(proxy.url);
  if (url.username !== '') return proxy;
  url.username = encodeURIComponent(secret.userName);
  url.password = encodeURIComponent(secret.password);
  return { ...proxy, url: url.href };
}

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
