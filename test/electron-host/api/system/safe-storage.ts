import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { strict } from '../../strict.ts';
import { app, switchValue } from '../app/app.ts';

type Backend = ReturnType<Electron.SafeStorage['getSelectedStorageBackend']>;

/** As the test says, else by `--password-store` (Playwright says basic), else as on GNOME. */
function backend(): Backend {
  if (!app.isReady()) return 'unknown';
  const chosen = process.env['ELECTRON_HOST_KEYCHAIN'];
  if (chosen !== undefined) return chosen as Backend;
  return switchValue('password-store') === 'basic' ? 'basic_text' : 'gnome_libsecret';
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

const version = Buffer.from('v10');

async function encrypt(plainText: string): Promise<Buffer> {
  await app.whenReady();
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key(), nonce);
  const sealed = [cipher.update(plainText, 'utf8'), cipher.final()];
  return Buffer.concat([version, nonce, cipher.getAuthTag(), ...sealed]);
}

async function decrypt(encrypted: Buffer): Promise<string> {
  await app.whenReady();
  const failure = 'Error while decrypting the ciphertext provided to safeStorage.';
  if (!encrypted.subarray(0, 3).equals(version)) {
    throw new Error(`${failure} Ciphertext does not appear to be encrypted.`);
  }
  try {
    const decipher = createDecipheriv('aes-256-gcm', key(), encrypted.subarray(3, 15));
    decipher.setAuthTag(encrypted.subarray(15, 31));
    return decipher.update(encrypted.subarray(31), undefined, 'utf8') + decipher.final('utf8');
  } catch {
    throw new Error(failure);
  }
}

/** Electron's `safeStorage`. */
export const safeStorage = strict<Electron.SafeStorage>('safeStorage', {
  isAsyncEncryptionAvailable: () => Promise.resolve(app.isReady()),
  getSelectedStorageBackend: backend,
  encryptStringAsync: encrypt,
  decryptStringAsync: async (encrypted) => ({
    result: await decrypt(encrypted),
    shouldReEncrypt: false,
  }),
});
