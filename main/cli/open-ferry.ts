import { assemble } from '../assembly.ts';
import { knownQueuesFolder } from '../data-folder.ts';
import { createCredentialsByAccount } from '../oss/credentials-by-account.ts';
import { createEnvironmentCredentials } from '../oss/credentials-environment.ts';
import { createProfileCredentials } from '../oss/credentials-profile.ts';
import { TransferError } from '../../shared/errors.ts';
import type { Account } from '../../shared/transfer.ts';
import type { Credentials } from '../engine/ports/credentials.ts';
import type { Environment, Ferry, OpenFerry } from './world.ts';

/** The desktop app's accounts keep their keys in its keychain, out of reach of the command line. */
const noKeychain: Credentials = {
  current: () => Promise.reject(keychainError()),
  renew: () => Promise.reject(keychainError()),
  onChanged: () => () => undefined,
};

function keychainError(): TransferError {
  const detail = "The account's keys are in the keychain of the desktop app.";
  return new TransferError({ code: 'credentials-missing', detail });
}

function credentialsFor(
  environment: Environment,
  accounts: (accountId: string) => Promise<Account>,
): Credentials {
  return createCredentialsByAccount(accounts, {
    environment: createEnvironmentCredentials(environment),
    profile: createProfileCredentials({
      profileOf: async (accountId) => {
        const { credentials } = await accounts(accountId);
        return credentials.kind === 'profile' ? credentials.name : 'default';
      },
    }),
    keychain: noKeychain,
  });
}

/** The engine with keys and proxy from the environment or a profile. */
export async function openFerry(options: OpenFerry): Promise<Ferry> {
  const { environment, databaseFile, settings, log, cleanUpsOnly } = options;
  return await assemble({
    databaseFile,
    settings,
    credentials: (accounts) => credentialsFor(environment, accounts),
    environment,
    knownQueuesFolder: knownQueuesFolder(),
    ...(log === undefined ? {} : { log }),
    ...(cleanUpsOnly === undefined ? {} : { cleanUpsOnly }),
  });
}
