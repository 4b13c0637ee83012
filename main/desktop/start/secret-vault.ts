import { readFile } from 'node:fs/promises';
import { safeStorage } from 'electron';
import {
  type ProxyPassword,
  readProxyPassword,
  readSecrets,
} from '../../../shared/account/secrets.ts';
import { TransferError } from '../../../shared/errors.ts';
import type { Credentials, CredentialSet } from '../../engine/ports/credentials.ts';
import { type DesktopFerry, engineOf } from './ferry.ts';
import { type PreferencesFile, writePrivateFile } from './private-files.ts';

/** The storage for secrets on this computer. */
export type SecretStorage = 'keychain' | 'plain-file' | 'unavailable';

/** Encrypts and decrypts texts with the key that the system's keychain holds for this app. */
export interface SecretBox {
  storage(): Promise<SecretStorage>;
  seal(text: string): Promise<string>;
  /** @returns the text, and whether it should be sealed again because the key was rotated */
  open(sealed: string): Promise<{ readonly text: string; readonly reseal: boolean }>;
}

/**
 * Electron's safeStorage. On a Linux without a keyring it "encrypts" with a password from
 * Chromium's source (`basic_text`). Ferry treats that storage as a plain file.
 *
 * https://www.electronjs.org/docs/latest/api/safe-storage
 */
export function createSecretBox(platform: NodeJS.Platform): SecretBox {
  return {
    async storage() {
      if (!(await safeStorage.isAsyncEncryptionAvailable())) return 'unavailable';
      if (platform !== 'linux') return 'keychain';
      const backend = safeStorage.getSelectedStorageBackend();
      return backend === 'basic_text' || backend === 'unknown' ? 'plain-file' : 'keychain';
    },
    async seal(text) {
      return (await safeStorage.encryptStringAsync(text)).toString('base64');
    },
    async open(sealed) {
      const opened = await safeStorage.decryptStringAsync(Buffer.from(sealed, 'base64'));
      return { text: opened.result, reseal: opened.shouldReEncrypt };
    },
  };
}

/** Secrets as JSON texts in one file, each text sealed separately. */
interface SealedFile {
  /** The text of a name; `undefined` when it is absent. Rejects when unsealing fails. */
  read(name: string): Promise<string | undefined>;
  /**
   * Seals and writes a text where that is allowed; otherwise removes the stored text of that name.
   */
  write(name: string, text: string): Promise<'stored' | 'in-memory'>;
  remove(name: string): Promise<void>;
  has(name: string): Promise<boolean>;
}

interface SealedFileOptions {
  readonly path: string;
  readonly box: SecretBox;
  /** The user has explicitly allowed a file that any program of this user can read. */
  readonly plainFileAllowed: () => boolean;
}

function createSealedFile({ path, box, plainFileAllowed }: SealedFileOptions): SealedFile {
  const sealed = new Map<string, string>();
  let loading: Promise<void> | undefined;
  let writing: Promise<void> = Promise.resolve();

  function load(): Promise<void> {
    loading ??= readSealed(path).then((entries) => {
      for (const [name, text] of entries) sealed.set(name, text);
    });
    return loading;
  }

  async function mayStore(): Promise<boolean> {
    const storage = await box.storage();
    return storage === 'keychain' || (storage === 'plain-file' && plainFileAllowed());
  }

  async function save(): Promise<void> {
    const text = `${JSON.stringify({ version: 1, accounts: Object.fromEntries(sealed) })}\n`;
    const mine = writing.then(() => writePrivateFile(path, text));
    writing = mine.catch(() => undefined);
    await mine;
  }

  return {
    async read(name) {
      await load();
      const found = sealed.get(name);
      if (found === undefined) return undefined;
      const { text, reseal } = await box.open(found);
      if (reseal) {
        sealed.set(name, await box.seal(text));
        await save();
      }
      return text;
    },
    async write(name, text) {
      await load();
      const store = await mayStore();
      if (store) sealed.set(name, await box.seal(text));
      else sealed.delete(name);
      await save();
      return store ? 'stored' : 'in-memory';
    },
    async remove(name) {
      await load();
      if (sealed.delete(name)) await save();
    },
    async has(name) {
      await load();
      return sealed.has(name);
    },
  };
}

/** A missing or damaged file holds no secrets: Ferry asks the user for them again. */
async function readSealed(path: string): Promise<readonly (readonly [string, string])[]> {
  try {
    const stored: unknown = JSON.parse(await readFile(path, 'utf8'));
    const { accounts } = stored as { readonly accounts?: Readonly<Record<string, unknown>> };
    return Object.entries(accounts ?? {}).flatMap(([name, text]) =>
      typeof text === 'string' ? [[name, text] as const] : [],
    );
  } catch {
    return [];
  }
}

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
