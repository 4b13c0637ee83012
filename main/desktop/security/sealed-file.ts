import { readFile } from 'node:fs/promises';
import { safeStorage } from 'electron';
import { writePrivateFile } from '../start/replace-file.ts';

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

export interface SealedFileOptions {
  readonly path: string;
  readonly box: SecretBox;
  /** The user has explicitly allowed a file that any program of this user can read. */
  readonly plainFileAllowed: () => boolean;
}

export function createSealedFile({ path, box, plainFileAllowed }: SealedFileOptions): SealedFile {
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
