import { describe, expect, it } from 'vitest';
import { createCredentialsByAccount } from '../../../../main/oss/credentials/credentials-by-account.ts';
import type { Credentials } from '../../../../main/engine/ports/credentials.ts';
import { someAccount, someCredentials } from '../../../helpers/oss-account.ts';

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
