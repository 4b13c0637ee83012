import type { CredentialSet } from '../engine/ports/credentials.ts';
import type { ProxyPassword } from '../resolve-proxy.ts';

/** Where secrets are kept, as far as the proxy's need it. */
export interface SecretPlace {
  current(id: string): Promise<CredentialSet>;
  save(id: string, secrets: CredentialSet): Promise<unknown>;
}

/** No account has such an id: ids are made by us. */
const idFor = (origin: string): string => `network-proxy ${origin}`;

/**
 * The proxy's user name and password lie with the accounts' keys, under an id of their own. It names
 * the proxy they were given for, so that no other is ever told them.
 *
 * @param origin of the proxy, `http://host:port`
 */
export async function readProxyPassword(
  place: SecretPlace,
  origin: string,
): Promise<ProxyPassword | undefined> {
  try {
    const { accessKeyId, accessKeySecret } = await place.current(idFor(origin));
    return { userName: accessKeyId, password: accessKeySecret };
  } catch {
    return undefined;
  }
}

export async function keepProxyPassword(
  place: SecretPlace,
  origin: string,
  secret: ProxyPassword,
): Promise<void> {
  const { userName, password } = secret;
  await place.save(idFor(origin), { accessKeyId: userName, accessKeySecret: password });
}
