import type { ProxySettings } from '../../shared/settings.ts';
import { proxyFromEnvironment, resolveProxy, type ProxyEnvironment } from '../resolve-proxy.ts';
import type { TransportProxy } from '../transfer/transport.ts';

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
