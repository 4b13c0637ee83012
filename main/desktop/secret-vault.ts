import { readFile } from 'node:fs/promises';
import { TransferError } from '../../shared/errors.ts';
import { readSecrets } from '../../shared/secrets.ts';
import type { Credentials, CredentialSet } from '../engine/ports/credentials.ts';
import { replaceFile } from './replace-file.ts';
import type { SecretBox } from './secret-box.ts';

/** The keys of accounts. They leave this room only to sign requests. */
export interface SecretVault extends Credentials {
  /** Keeps the keys of an account, on disk where that is allowed, else until the app quits. */
  save(accountId: string, secrets: CredentialSet): Promise<'stored' | 'in-memory'>;
  remove(accountId: string): Promise<void>;
  /** Holds keys for an account that is only tried out; they never reach the disk. */
  lend(accountId: string, secrets: CredentialSet): void;
  takeBack(accountId: string): void;
  state(accountId: string): Promise<'stored' | 'in-memory' | 'missing'>;
  /** The last four characters of the AccessKey ID. */
  hint(accountId: string): Promise<string | undefined>;
}

export interface SecretVaultOptions {
  readonly path: string;
  readonly box: SecretBox;
  /** A person said, in words, that a file anyone with their rights can read is good enough. */
  readonly plainFileAllowed: () => boolean;
}

export function createSecretVault(options: SecretVaultOptions): SecretVault {
  const { path, box, plainFileAllowed } = options;
  const opened = new Map<string, CredentialSet>();
  const onDisk = new Map<string, string>();
  const listeners = new Set<(accountId: string) => void>();
  let loading: Promise<void> | undefined;
  let writing: Promise<void> = Promise.resolve();

  function load(): Promise<void> {
    loading ??= readSealed(path).then((sealed) => {
      for (const [id, text] of sealed) onDisk.set(id, text);
    });
    return loading;
  }

  async function mayStore(): Promise<boolean> {
    const storage = await box.storage();
    return storage === 'keychain' || (storage === 'plain-file' && plainFileAllowed());
  }

  async function write(): Promise<void> {
    const text = `${JSON.stringify({ version: 1, accounts: Object.fromEntries(onDisk) })}\n`;
    const mine = writing.then(() => replaceFile(path, text));
    writing = mine.catch(() => undefined);
    await mine;
  }

  async function find(accountId: string): Promise<CredentialSet | undefined> {
    const known = opened.get(accountId);
    if (known !== undefined) return known;
    await load();
    const sealed = onDisk.get(accountId);
    if (sealed === undefined) return undefined;
    const { text, reseal } = await box.open(sealed);
    const secrets = readSecrets(JSON.parse(text));
    if (secrets === undefined) return undefined;
    opened.set(accountId, secrets);
    if (reseal) {
      onDisk.set(accountId, await box.seal(text));
      await write();
    }
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
      // A person may have typed newer keys while a request with the old ones was out.
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
      await load();
      opened.set(accountId, secrets);
      const store = await mayStore();
      if (store) onDisk.set(accountId, await box.seal(JSON.stringify(secrets)));
      else onDisk.delete(accountId);
      await write();
      for (const listener of listeners) listener(accountId);
      return store ? 'stored' : 'in-memory';
    },
    async remove(accountId) {
      await load();
      opened.delete(accountId);
      if (onDisk.delete(accountId)) await write();
    },
    lend(accountId, secrets) {
      opened.set(accountId, secrets);
    },
    takeBack(accountId) {
      opened.delete(accountId);
    },
    async state(accountId) {
      await load();
      if (onDisk.has(accountId)) return 'stored';
      return opened.has(accountId) ? 'in-memory' : 'missing';
    },
    async hint(accountId) {
      const secrets = await find(accountId).catch(() => undefined);
      return secrets?.accessKeyId.slice(-4);
    },
  };
}

function expired(): TransferError {
  return new TransferError({
    code: 'credentials-expired',
    detail: 'OSS no longer accepts the keys of this account.',
  });
}

/** A file that is missing or damaged holds no keys: the person is asked for them again. */
async function readSealed(path: string): Promise<readonly (readonly [string, string])[]> {
  try {
    const stored: unknown = JSON.parse(await readFile(path, 'utf8'));
    const accounts = (stored as { readonly accounts?: Readonly<Record<string, unknown>> }).accounts;
    return Object.entries(accounts ?? {}).flatMap(([id, sealed]) =>
      typeof sealed === 'string' ? [[id, sealed] as const] : [],
    );
  } catch {
    return [];
  }
}
