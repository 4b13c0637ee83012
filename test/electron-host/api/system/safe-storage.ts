import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { strict } from '../../strict.ts';
import { app } from '../app/app.ts';

type Backend = ReturnType<Electron.SafeStorage['getSelectedStorageBackend']>;

/** As the test says, else by `--password-store` (Playwright says basic), else as on GNOME. */
function backend(): Backend {
  if (!app.isReady()) return 'unknown';
  const chosen = process.env['ELECTRON_HOST_KEYCHAIN'];
  if (chosen !== undefined) return chosen as Backend;
  const isBasic = app.commandLine.getSwitchValue('password-store') === 'basic';
  return isBasic ? 'basic_text' : 'gnome_libsecret';
}

/** A key in the userData: it tests the app's use of the keychain, not a keychain. */
function key(): Buffer {
  const file = path.join(app.getPath('userData'), 'host-safe-storage.key');
  try {
    return readFileSync(file);
  } catch {
    const made = randomBytes(32);
    writeFileSync(file, made, { mode: 0o600 });
    return made;
  }
}

/** Electron's `safeStorage`. */
export const safeStorage = strict<Electron.SafeStorage>('safeStorage', {
  isAsyncEncryptionAvailable: () => Promise.resolve(app.isReady()),
  getSelectedStorageBackend: backend,
  async encryptStringAsync(plainText) {
    await app.whenReady();
    const nonce = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', key(), nonce);
    const sealed = [cipher.update(plainText, 'utf8'), cipher.final()];
    return Buffer.concat([nonce, cipher.getAuthTag(), ...sealed]);
  },
  async decryptStringAsync(encrypted) {
    await app.whenReady();
    try {
      const decipher = createDecipheriv('aes-256-gcm', key(), encrypted.subarray(0, 12));
      decipher.setAuthTag(encrypted.subarray(12, 28));
      const opened = [decipher.update(encrypted.subarray(28)), decipher.final()];
      return { result: Buffer.concat(opened).toString('utf8'), shouldReEncrypt: false };
    } catch {
      throw new Error('Error while decrypting the ciphertext provided to safeStorage.');
    }
  },
});
