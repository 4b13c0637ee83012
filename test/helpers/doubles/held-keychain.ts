import type { Keychain } from '../../../main/app/open-queue.ts';
import type { CredentialSet } from '../../../main/engine/ports/credentials.ts';
import { TransferError } from '../../../shared/errors.ts';
import type { ProxyPassword } from '../../../shared/account/secrets.ts';

/** A keychain that forgets everything with the test. */
export function heldKeychain(): Keychain {
  const held = new Map<string, CredentialSet>();
  const passwords = new Map<string, ProxyPassword>();
  const current = (id: string): Promise<CredentialSet> => {
    const secrets = held.get(id);
    if (secrets !== undefined) return Promise.resolve(secrets);
    return Promise.reject(new TransferError({ code: 'credentials-missing' }));
  };
  return {
    current,
    renew: (id) => current(id),
    onChanged: () => () => undefined,
    proxyPassword: (origin) => Promise.resolve(passwords.get(origin)),
    saveProxyPassword(origin, secret) {
      passwords.set(origin, secret);
      return Promise.resolve();
    },
    lend: (id, secrets) => {
      held.set(id, secrets);
    },
  };
}
