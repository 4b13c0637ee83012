import { createAccountBrowser, type AccountBrowser } from '../oss/requests/account-browser.ts';
import type { AccountClientsOptions } from '../oss/ali-oss/account-clients.ts';
import { createCredentialsByAccount } from '../oss/credentials/credentials-by-account.ts';
import { createEnvironmentCredentials } from '../oss/credentials/credentials-environment.ts';
import { createProfileCredentials } from '../oss/credentials/credentials-profile.ts';
import { createObjectStore } from '../oss/object-store.ts';
import type { Credentials } from '../engine/ports/credentials.ts';
import type { ObjectStore } from '../engine/ports/object-store.ts';
import type { ProxyEnvironment } from '../resolve-proxy.ts';
import type { Transport } from '../transfer/transport.ts';
import type { Account } from '../../shared/transfer.ts';

/** Access to OSS for one account, beside the queue: to test keys, to browse, to compare. */
export interface AccountAccess {
  readonly objects: ObjectStore;
  readonly browser: AccountBrowser;
}

/** The source of the keys of each kind of account. */
export function credentialsFor(
  accounts: (accountId: string) => Promise<Account>,
  keychain: Credentials,
  environment: ProxyEnvironment,
): Credentials {
  return createCredentialsByAccount(accounts, {
    keychain,
    environment: createEnvironmentCredentials(environment),
    profile: createProfileCredentials({
      profileOf: async (accountId) => {
        const { credentials } = await accounts(accountId);
        return credentials.kind === 'profile' ? credentials.name : 'default';
      },
    }),
  });
}

/** @param account may be a trial account that is not in the database */
export function accessAs(
  account: Account,
  keychain: Credentials,
  environment: ProxyEnvironment,
  transport: Transport,
): AccountAccess {
  const accounts = () => Promise.resolve(account);
  const options: AccountClientsOptions = {
    accounts,
    credentials: credentialsFor(accounts, keychain, environment),
    transport,
  };
  return { objects: createObjectStore(options), browser: createAccountBrowser(options) };
}
