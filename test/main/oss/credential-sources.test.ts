import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, afterEach, beforeEach } from 'vitest';
import {
  createCredentialsByAccount,
  createEnvironmentCredentials,
  createProfileCredentials,
  readProfile,
} from '../../../main/oss/credential-sources.ts';
import type { Credentials } from '../../../main/engine/ports/credentials.ts';
import { someAccount, someCredentials } from '../../helpers/oss-account.ts';
import { rejectionOf } from './scripted-store.ts';

function source(accessKeyId: string): Credentials & { announce(accountId: string): void } {
  const listeners = new Set<(accountId: string) => void>();
  const set = { ...someCredentials, accessKeyId };
  return {
    current: () => Promise.resolve(set),
    renew: () => Promise.resolve({ ...set, securityToken: 'renewed' }),
    onChanged(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    announce: (accountId) => listeners.forEach((listener) => listener(accountId)),
  };
}

describe('createCredentialsByAccount', () => {
  it('asks the source that the account names, and passes on all announcements', async () => {
    const sources = {
      environment: source('environment'),
      profile: source('profile'),
      keychain: source('keychain'),
    };
    const credentials = createCredentialsByAccount(
      (id) => ({
        ...someAccount,
        credentials: id === 'p' ? { kind: 'profile', name: 'x' } : { kind: 'keychain' },
      }),
      sources,
    );
    expect(await credentials.current('p')).toMatchObject({ accessKeyId: 'profile' });
    expect(await credentials.renew('k', someCredentials)).toMatchObject({
      accessKeyId: 'keychain',
      securityToken: 'renewed',
    });
    const changed: string[] = [];
    const undo = credentials.onChanged((accountId) => changed.push(accountId));
    sources.environment.announce('e');
    sources.profile.announce('p');
    undo();
    sources.keychain.announce('k');
    expect(changed).toEqual(['e', 'p']);
  });
});

const full = { OSS_ACCESS_KEY_ID: ' id ', OSS_ACCESS_KEY_SECRET: 'secret', OSS_SESSION_TOKEN: 't' };

describe('createEnvironmentCredentials', () => {
  it('reads the variables', async () => {
    expect(await createEnvironmentCredentials(full).current('a')).toEqual({
      accessKeyId: 'id',
      accessKeySecret: 'secret',
      securityToken: 't',
    });
    const withoutToken = createEnvironmentCredentials({ ...full, OSS_SESSION_TOKEN: '' });
    expect(await withoutToken.current('a')).toEqual({
      accessKeyId: 'id',
      accessKeySecret: 'secret',
    });
  });

  it.each(['OSS_ACCESS_KEY_ID', 'OSS_ACCESS_KEY_SECRET'])(
    'names %s when it is missing',
    async (name) => {
      const credentials = createEnvironmentCredentials({ ...full, [name]: ' ' });
      const record = await rejectionOf(credentials.current('a'));
      expect(record.code).toBe('credentials-missing');
      expect(record.detail).toContain(name);
    },
  );

  it('has nothing newer than what was refused', async () => {
    const credentials = createEnvironmentCredentials(full);
    const refused = await credentials.current('a');
    expect((await rejectionOf(credentials.renew('a', refused))).code).toBe('credentials-expired');
    expect(await credentials.renew('a', { ...refused, securityToken: 'older' })).toEqual(refused);
  });
});

let folder: string;
let path: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ferry-profile-'));
  path = join(folder, 'ossutilconfig');
});

afterEach(() => rm(folder, { recursive: true }));

function profile(token: string): string {
  return `[default]\naccessKeyID=id\naccessKeySecret=secret\nstsToken=${token}\n`;
}

describe('readProfile', () => {
  const text = [
    '\uFEFF# a comment',
    '[Credentials]',
    'language=EN',
    'endpoint=oss-cn-hangzhou.aliyuncs.com',
    'accessKeyID=id-1',
    'accessKeySecret = secret=1 ',
    'stsToken=',
    '[profile  Work]',
    'access-key-id=id-2\r',
    'access_key_secret=secret-2',
    'sts-token=token-2',
    'region=cn-shanghai',
    '[plain]',
    'accesskeyid=id-3',
    '; another',
    'a line that says nothing',
  ].join('\n');

  beforeEach(() => writeFile(path, text));

  it('reads what ossutil 1 wrote as the default', async () => {
    expect(await readProfile(path, 'default')).toEqual({
      credentials: { accessKeyId: 'id-1', accessKeySecret: 'secret=1' },
      endpoint: 'oss-cn-hangzhou.aliyuncs.com',
    });
  });

  it('reads a named profile in any spelling', async () => {
    expect(await readProfile(path, 'work')).toEqual({
      credentials: {
        accessKeyId: 'id-2',
        accessKeySecret: 'secret-2',
        securityToken: 'token-2',
      },
      region: 'cn-shanghai',
    });
  });

  it.each([
    ['missing', /no profile "missing"/],
    ['plain', /"plain" has no accessKeySecret/],
  ])('says what is wrong with %s', async (name, reason) => {
    const record = await rejectionOf(readProfile(path, name));
    expect(record.code).toBe('credentials-missing');
    expect(record.detail).toMatch(reason);
    expect(record.detail).not.toContain('id-3');
  });

  it('says that there is no file', async () => {
    const record = await rejectionOf(readProfile(join(folder, 'none'), 'default'));
    expect(record).toMatchObject({ code: 'credentials-missing' });
    expect(record.detail).toContain('ENOENT');
  });
});

describe('createProfileCredentials', () => {
  function watched() {
    const credentials = createProfileCredentials({ profileOf: () => 'default', path });
    const changed: string[] = [];
    const undo = credentials.onChanged((accountId) => changed.push(accountId));
    return { credentials, changed, undo };
  }

  it('reads the file once until it is refused', async () => {
    await writeFile(path, profile('one'));
    const { credentials, changed } = watched();
    const first = await credentials.current('a');
    await writeFile(path, profile('two'));
    expect(await credentials.current('a')).toBe(first);
    const renewed = await credentials.renew('a', first);
    expect(renewed.securityToken).toBe('two');
    expect(await credentials.current('a')).toBe(renewed);
    expect(changed).toEqual(['a']);
  });

  it('shares one renewal between callers, and gives late ones what it brought', async () => {
    await writeFile(path, profile('one'));
    const { credentials, changed } = watched();
    const first = await credentials.current('a');
    await writeFile(path, profile('two'));
    const [one, other] = await Promise.all([
      credentials.renew('a', first),
      credentials.renew('a', first),
    ]);
    expect(one).toBe(other);
    await writeFile(path, profile('three'));
    expect(await credentials.renew('a', first)).toBe(one);
    expect(changed).toEqual(['a']);
  });

  it('has nothing newer while the file is the same', async () => {
    await writeFile(path, profile('one'));
    const { credentials, changed } = watched();
    const refused = await credentials.current('a');
    expect((await rejectionOf(credentials.renew('a', refused))).code).toBe('credentials-expired');
    expect(changed).toEqual([]);
  });

  it('announces on a check what has changed or become readable', async () => {
    const { credentials, changed, undo } = watched();
    expect((await rejectionOf(credentials.current('a'))).code).toBe('credentials-missing');
    await credentials.check();
    expect(changed).toEqual([]);
    await writeFile(path, profile('one'));
    await credentials.check();
    await credentials.check();
    expect(changed).toEqual(['a']);
    expect((await credentials.current('a')).securityToken).toBe('one');
    undo();
    await writeFile(path, profile('two'));
    await credentials.check();
    expect(changed).toEqual(['a']);
  });
});
