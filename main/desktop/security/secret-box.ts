import { safeStorage } from 'electron';

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
