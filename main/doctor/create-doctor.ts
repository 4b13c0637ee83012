import { TransferError } from '../../shared/errors.ts';
import type { Account } from '../../shared/transfer.ts';
import type { Credentials } from '../engine/ports/credentials.ts';
import type { AccountClientsOptions } from '../oss/ali-oss/account-clients.ts';
import { createObjectStore } from '../oss/object-store.ts';
import { createAccountBrowser } from '../oss/requests/account-browser.ts';
import { createBucketSettings } from '../oss/requests/bucket-settings.ts';
import { classifyError } from '../oss/responses/classify-error.ts';
import { bypassesProxy } from '../transfer/connection/proxy-bypass.ts';
import type { Transport, TransportProxy } from '../transfer/transport.ts';
import type { DoctorPorts } from './diagnose.ts';
import type { ProxySettings } from '../../shared/settings.ts';
import { type ProxyEnvironment, proxyFromEnvironment, resolveProxy } from '../resolve-proxy.ts';

interface DoctorOptions {
  readonly credentials: (account: Account) => Credentials;
  /** Already uses `proxy`. */
  readonly transport: Transport;
  readonly proxy: TransportProxy;
}

/** Milliseconds without a byte before a request ends. */
const idleTimeout = 10_000;

/** Wires the checks to OSS and the network. */
export function createDoctor({ credentials, transport, proxy }: DoctorOptions): DoctorPorts {
  function clientsOf(account: Account): AccountClientsOptions {
    return { accounts: () => account, credentials: credentials(account), transport };
  }

  return {
    proxyFor(url) {
      if (proxy.mode === 'direct') return undefined;
      const { hostname, port, protocol } = new URL(url);
      const used = port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port);
      return bypassesProxy(hostname, used, proxy.bypass) ? undefined : new URL(proxy.url).host;
    },

    async serverTime(origin) {
      try {
        const response = await transport.send(
          { method: 'GET', url: `${origin}/`, headers: {}, body: { kind: 'none' }, idleTimeout },
          { signal: AbortSignal.timeout(2 * idleTimeout) },
        );
        if (response.status === 407) throw new TransferError({ code: 'proxy-authentication' });
        const time = Date.parse(response.headers['date'] ?? '');
        if (!Number.isNaN(time)) return time;
        const detail = 'The response has no time.';
        throw new TransferError({ code: 'unexpected-answer', detail, status: response.status });
      } catch (thrown) {
        throw classifyError(thrown, { operation: 'ListBuckets', secrets: [], now: Date.now() });
      }
    },

    objects: (account) => createObjectStore(clientsOf(account)),
    browser: (account) => createAccountBrowser(clientsOf(account)),
    settings: (account) => createBucketSettings(clientsOf(account)),
  };
}

/** The proxy that an upload to `endpoint` would use. @throws TransferError `options-invalid` */
export function chooseProxy(
  setting: ProxySettings,
  environment: ProxyEnvironment,
  endpoint: string,
): TransportProxy {
  return resolveProxy(setting, () =>
    proxyFromEnvironment(environment, endpoint.startsWith('https:')),
  );
}
