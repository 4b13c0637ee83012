import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Guarded, type PartOf } from '../strict.ts';
import { app, switchValue } from './app.ts';

type Backend = ReturnType<Electron.SafeStorage['getSelectedStorageBackend']>;

/** The keychain as the test wants it. */
export interface Keychain {
  readonly backend: Backend;
  readonly isAvailable: boolean;
  /** The key has been rotated: what is decrypted should be encrypted again. */
  readonly shouldReEncrypt: boolean;
}

const chosen = process.env['ELECTRON_HOST_KEYCHAIN'];
let keychain: Partial<Keychain> = {
  ...(chosen === undefined ? {} : { isAvailable: chosen !== 'none' }),
  ...(chosen === undefined || chosen === 'none' ? {} : { backend: chosen as Backend }),
};

/** Changes the keychain; what is not given stays. */
export function setKeychain(change: Partial<Keychain>): void {
  keychain = { ...keychain, ...change };
}

/** As the test says, else by `--password-store` (Playwright says basic), else as on GNOME. */
function backend(): Backend {
  if (!app.isReady()) return 'unknown';
  if (keychain.backend !== undefined) return keychain.backend;
  return switchValue('password-store') === 'basic' ? 'basic_text' : 'gnome_libsecret';
}

const isAvailable = (): boolean => app.isReady() && (keychain.isAvailable ?? true);

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

function encrypt(plainText: string, caller: string): Buffer {
  if (!isAvailable()) {
    throw new Error(
      `Error while encrypting the text provided to safeStorage.${caller}. Encryption is not available.`,
    );
  }
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key(), nonce);
  const sealed = [cipher.update(plainText, 'utf8'), cipher.final()];
  return Buffer.concat([version, nonce, cipher.getAuthTag(), ...sealed]);
}

function decrypt(encrypted: Buffer, caller: string): string {
  const failure = `Error while decrypting the ciphertext provided to safeStorage.${caller}.`;
  if (!isAvailable()) throw new Error(`${failure} Decryption is not available.`);
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
export class HostSafeStorage extends Guarded implements PartOf<Electron.SafeStorage> {
  constructor() {
    super('safeStorage');
  }

  isEncryptionAvailable(): boolean {
    return isAvailable();
  }

  isAsyncEncryptionAvailable(): Promise<boolean> {
    return Promise.resolve(isAvailable());
  }

  getSelectedStorageBackend(): Backend {
    return backend();
  }

  encryptString(plainText: string): Buffer {
    return encrypt(plainText, 'encryptString');
  }

  decryptString(encrypted: Buffer): string {
    return decrypt(encrypted, 'decryptString');
  }

  encryptStringAsync(plainText: string): Promise<Buffer> {
    return new Promise((resolve) => {
      resolve(encrypt(plainText, 'encryptStringAsync'));
    });
  }

  decryptStringAsync(encrypted: Buffer): Promise<Electron.DecryptStringAsyncReturnValue> {
    return new Promise((resolve) => {
      const result = decrypt(encrypted, 'decryptStringAsync');
      resolve({ result, shouldReEncrypt: keychain.shouldReEncrypt ?? false });
    });
  }
}

/** Electron's `safeStorage`. */
export const safeStorage = new HostSafeStorage();
