import { TransferError } from '../../../shared/errors.ts';
import {
  type ProxyPassword,
  readProxyPassword,
  readSecrets,
} from '../../../shared/account/secrets.ts';
import type { Credentials, CredentialSet } from '../../engine/ports/credentials.ts';
import { createSealedFile, type SealedFileOptions } from './sealed-file.ts';
import { type DesktopFerry, engineOf } from '../start/ferry.ts';
import type { PreferencesFile } from '../start/preferences-file.ts';

/** The keys of accounts and the passwords of proxies. Only requests receive them. */
export interface SecretVault extends Credentials {
  /**
   * Stores the keys of an account on disk where that is allowed, else in memory until the app
   * quits.
   */
  save(accountId: string, secrets: CredentialSet): Promise<'stored' | 'in-memory'>;
  remove(accountId: string): Promise<void>;
  /** Holds keys for an account under test; they never reach the disk. */
  lend(accountId: string, secrets: CredentialSet): void;
  takeBack(accountId: string): void;
  state(accountId: string): Promise<'stored' | 'in-memory' | 'missing'>;
  /** The last four characters of the AccessKey ID. */
  hint(accountId: string): Promise<string | undefined>;
  /** @param origin of the proxy, `http://host:port`: no other proxy ever receives its password */
  proxyPassword(origin: string): Promise<ProxyPassword | undefined>;
  /** Stores a proxy's password as `save` stores keys. */
  saveProxyPassword(origin: string, secret: ProxyPassword): Promise<void>;
}

/** Cannot collide with an account id, because Ferry generates those ids. */
const proxyName = (origin: string): string => `network-proxy ${origin}`;

export function createSecretVault(options: SealedFileOptions): SecretVault {
  const file = createSealedFile(options);
  const opened = new Map<string, CredentialSet>();
  const passwords = new Map<string, ProxyPassword>();
  const listeners = new Set<(accountId: string) => void>();

  async function find(accountId: string): Promise<CredentialSet | undefined> {
    const known = opened.get(accountId);
    if (known !== undefined) return known;
    const text = await file.read(accountId);
    const secrets = text === undefined ? undefined : readSecrets(JSON.parse(text));
    if (secrets !== undefined) opened.set(accountId, secrets);
    return secrets;
  }

  return {
    async current(accountId) {
      const secrets = await find(accountId).catch(() => undefined);
      if (secrets === undefined) {
        throw new TransferError({
          code: 'credentials-missing',
          detail: 'The keychain holds no keys for this account.',
        });
      }
      if (secrets.expiresAt !== undefined && secrets.expiresAt <= Date.now()) throw expired();
      return secrets;
    },
    async renew(accountId, refused) {
      const secrets = await find(accountId).catch(() => undefined);
      // The user may have typed newer keys while a request with the old keys was in flight.
      if (secrets === undefined || secrets.securityToken === refused.securityToken) throw expired();
      return secrets;
    },
    onChanged(listener) {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
    async save(accountId, secrets) {
      opened.set(accountId, secrets);
      const kept = await file.write(accountId, JSON.stringify(secrets));
      for (const listener of listeners) listener(accountId);
      return kept;
    },
    async remove(accountId) {
      opened.delete(accountId);
      await file.remove(accountId);
    },
    lend(accountId, secrets) {
      opened.set(accountId, secrets);
    },
    takeBack(accountId) {
      opened.delete(accountId);
    },
    async state(accountId) {
      if (await file.has(accountId)) return 'stored';
      return opened.has(accountId) ? 'in-memory' : 'missing';
    },
    async hint(accountId) {
      const secrets = await find(accountId).catch(() => undefined);
      return secrets?.accessKeyId.slice(-4);
    },
    async proxyPassword(origin) {
      const known = passwords.get(origin);
      if (known !== undefined) return known;
      const text = await file.read(proxyName(origin)).catch(() => undefined);
      return readProxyPassword(text === undefined ? undefined : JSON.parse(text));
    },
    async saveProxyPassword(origin, secret) {
      passwords.set(origin, secret);
      await file.write(proxyName(origin), JSON.stringify(secret));
    },
  };
}

function expired(): TransferError {
  return new TransferError({
    code: 'credentials-expired',
    detail: 'OSS no longer accepts the keys of this account.',
  });
}

/** When the user allows a plain file for keys, stores the keys that were only in memory. */
export function keepSecretsOnceAllowed(
  preferences: PreferencesFile,
  ferry: DesktopFerry,
  vault: SecretVault,
): void {
  let allowed = preferences.current().allowPlainSecrets;
  preferences.onChange(({ allowPlainSecrets }) => {
    const justAllowed = allowPlainSecrets && !allowed;
    allowed = allowPlainSecrets;
    if (justAllowed) void saveHeldKeys(ferry, vault).catch(() => undefined);
  });
}

async function saveHeldKeys(ferry: DesktopFerry, vault: SecretVault): Promise<void> {
  for (const { id } of await (await engineOf(ferry)).accounts()) {
    if ((await vault.state(id)) !== 'in-memory') continue;
    await vault.save(id, await vault.current(id));
  }
}
