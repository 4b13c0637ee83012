import type { CredentialSet } from '../engine/ports/credentials.ts';
import type { ProxyPassword } from '../resolve-proxy.ts';

/** Where secrets are kept, as far as the proxy's need it. */
export interface SecretPlace {
  current(id: string): Promise<CredentialSet>;
  save(id: string, secrets: CredentialSet): Promise<unknown>;
}

/** No account has this id: ids are made by us. */
const proxyId = 'network-proxy';

/** The proxy's user name and password lie with the accounts' keys, under an id of their own. */
export async function readProxyPassword(place: SecretPlace): Promise<ProxyPassword | undefined> {
  try {
    const { accessKeyId, accessKeySecret } = await place.current(proxyId);
    return { userName: accessKeyId, password: accessKeySecret };
  } catch {
    return undefined;
  }
}

export async function keepProxyPassword(place: SecretPlace, secret: ProxyPassword): Promise<void> {
  await place.save(proxyId, { accessKeyId: secret.userName, accessKeySecret: secret.password });
}
