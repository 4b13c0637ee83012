import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import {
  type SecretBox,
  type SecretStorage,
  createSecretVault,
} from '../../../../main/desktop/start/secret-vault.ts';

vi.mock('electron', () => ({}));

const keys = { accessKeyId: 'key-1234', accessKeySecret: 'secret' };
const password = { userName: 'user', password: 'pass word' };
const proxy = 'http://proxy:3128';

/** "Encrypts" so that no secret can be read in the file. */
function hexBox(storage: SecretStorage): SecretBox {
  return {
    storage: () => Promise.resolve(storage),
    seal: (text) => Promise.resolve(Buffer.from(text).toString('hex')),
    open: (sealed) =>
      Promise.resolve({ text: Buffer.from(sealed, 'hex').toString(), reseal: false }),
  };
}

function place(storage: SecretStorage = 'keychain') {
  const folder = mkdtempSync(path.join(tmpdir(), 'ferry-vault-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true });
  });
  const file = path.join(folder, 'secrets.json');
  const open = () =>
    createSecretVault({ path: file, box: hexBox(storage), plainFileAllowed: () => false });
  return { file, open };
}

describe('the vault', () => {
  it('keeps keys and passwords apart, and has them after a restart', async () => {
    const { file, open } = place();
    const vault = open();
    expect(await vault.save('account', keys)).toBe('stored');
    await vault.saveProxyPassword(proxy, password);
    const later = open();
    expect(await later.current('account')).toEqual(keys);
    expect(await later.proxyPassword(proxy)).toEqual(password);
    expect(await later.hint('account')).toBe('1234');
    expect(readFileSync(file, 'utf8')).not.toMatch(/secret"|pass word|user/);
  });

  it('gives a password to no other proxy and to no account', async () => {
    const vault = place().open();
    await vault.saveProxyPassword(proxy, password);
    expect(await vault.proxyPassword('http://other:3128')).toBeUndefined();
    await expect(vault.current(proxy)).rejects.toMatchObject({ code: 'credentials-missing' });
  });

  it('reads a password that an earlier Ferry sealed like keys', async () => {
    const { file, open } = place();
    const text = JSON.stringify({ accessKeyId: 'user', accessKeySecret: 'pass word' });
    const sealed = await hexBox('keychain').seal(text);
    writeFileSync(
      file,
      JSON.stringify({ version: 1, accounts: { [`network-proxy ${proxy}`]: sealed } }),
    );
    expect(await open().proxyPassword(proxy)).toEqual(password);
  });

  it('writes nothing down where there is no keychain and no permission', async () => {
    const { file, open } = place('plain-file');
    const vault = open();
    expect(await vault.save('account', keys)).toBe('in-memory');
    await vault.saveProxyPassword(proxy, password);
    expect([await vault.state('account'), await vault.proxyPassword(proxy)]).toEqual([
      'in-memory',
      password,
    ]);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({ version: 1, accounts: {} });
    expect(await open().proxyPassword(proxy)).toBeUndefined();
  });
});
