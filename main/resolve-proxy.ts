import { TransferError } from '../shared/errors.ts';
import type { ProxyPassword } from '../shared/account/secrets.ts';
import type { ProxySettings } from '../shared/settings.ts';
import type { TransportProxy } from './transfer/transport.ts';

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
