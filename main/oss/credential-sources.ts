import type { Account, CredentialSource } from '../../shared/transfer.ts';
import type { Credentials, CredentialSet } from '../engine/ports/credentials.ts';
import { TransferError } from '../../shared/errors.ts';
import { defaultProfilePath, readProfile } from './profile-file.ts';

/** The source of credentials for each kind of account. */
type CredentialSources = Readonly<Record<CredentialSource['kind'], Credentials>>;

/** Reads the credentials of each account from the source that the account names. */
export function createCredentialsByAccount(
  accounts: (accountId: string) => Account | Promise<Account>,
  sources: CredentialSources,
): Credentials {
  async function sourceOf(accountId: string): Promise<Credentials> {
    const account = await accounts(accountId);
    return sources[account.credentials.kind];
  }
  return {
    current: async (accountId) => (await sourceOf(accountId)).current(accountId),
    renew: async (accountId, refused) => (await sourceOf(accountId)).renew(accountId, refused),
    onChanged(listener) {
      const undo = Object.values(sources).map((source) => source.onChanged(listener));
      return () => undo.forEach((stop) => stop());
    },
  };
}

/**
 * The credentials of all accounts.
 *
 * @param keychain the keys of accounts that the desktop app stores
 */
export function createAccountCredentials(
  accounts: (accountId: string) => Account | Promise<Account>,
  environment: Environment,
  keychain: Credentials,
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

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Credentials from `OSS_ACCESS_KEY_ID`, `OSS_ACCESS_KEY_SECRET` and, for STS, `OSS_SESSION_TOKEN`.
 * The environment of a running process does not change, so these credentials are never renewed.
 */
export function createEnvironmentCredentials(environment: Environment): Credentials {
  return {
    current: () => settle(() => readEnvironment(environment)),
    renew: (_accountId, refused) =>
      settle(() => {
        const set = readEnvironment(environment);
        if (!sameCredentials(set, refused)) return set;
        throw new TransferError({
          code: 'credentials-expired',
          detail: 'OSS_SESSION_TOKEN has expired, and nothing renews it.',
        });
      }),
    onChanged: () => () => undefined,
  };
}

function settle<Value>(make: () => Value): Promise<Value> {
  return new Promise((resolve) => {
    resolve(make());
  });
}

/** True when both credential sets produce the same signatures. */
export function sameCredentials(one: CredentialSet, other: CredentialSet): boolean {
  return (
    one.accessKeyId === other.accessKeyId &&
    one.accessKeySecret === other.accessKeySecret &&
    one.securityToken === other.securityToken
  );
}

function readEnvironment(environment: Environment): CredentialSet {
  const accessKeyId = required(environment, 'OSS_ACCESS_KEY_ID');
  const accessKeySecret = required(environment, 'OSS_ACCESS_KEY_SECRET');
  const securityToken = environment['OSS_SESSION_TOKEN']?.trim() ?? '';
  return {
    accessKeyId,
    accessKeySecret,
    ...(securityToken === '' ? {} : { securityToken }),
  };
}

function required(environment: Environment, name: string): string {
  const value = environment[name]?.trim() ?? '';
  if (value !== '') return value;
  throw new TransferError({
    code: 'credentials-missing',
    detail: `The environment variable ${name} is not set.`,
  });
}

interface ProfileCredentialsOptions {
  /** Name of the profile that an account uses. */
  readonly profileOf: (accountId: string) => string | Promise<string>;
  /** ossutil's configuration file when absent. */
  readonly path?: string;
}

interface ProfileCredentials extends Credentials {
  /**
   * Reads the file again and publishes every account whose credentials changed or became readable.
   * The code that waits for credentials calls this; there is no timer here.
   */
  check(): Promise<void>;
}

/**
 * Credentials from a profile file. An external program writes refreshed STS tokens into the file.
 * Ferry reads the file again when OSS refuses the old credentials.
 */
export function createProfileCredentials(options: ProfileCredentialsOptions): ProfileCredentials {
  const path = options.path ?? defaultProfilePath();
  const known = new Map<string, CredentialSet | undefined>();
  const readings = new Map<string, Promise<CredentialSet>>();
  const listeners = new Set<(accountId: string) => void>();

  /** Concurrent callers share one read, so that a change is published once. */
  function reread(accountId: string): Promise<CredentialSet> {
    const running = readings.get(accountId);
    if (running !== undefined) return running;
    const reading = read(accountId).finally(() => readings.delete(accountId));
    readings.set(accountId, reading);
    return reading;
  }

  async function read(accountId: string): Promise<CredentialSet> {
    const first = !known.has(accountId);
    const before = known.get(accountId);
    known.set(accountId, before);
    const { credentials } = await readProfile(path, await options.profileOf(accountId));
    known.set(accountId, credentials);
    const changed = before === undefined || !sameCredentials(before, credentials);
    if (changed && !first) for (const listener of listeners) listener(accountId);
    return credentials;
  }

  return {
    current: async (accountId) => known.get(accountId) ?? reread(accountId),

    renew: async (accountId, refused) => {
      const kept = known.get(accountId);
      if (kept !== undefined && !sameCredentials(kept, refused)) return kept;
      const credentials = await reread(accountId);
      if (!sameCredentials(credentials, refused)) return credentials;
      throw new TransferError({
        code: 'credentials-expired',
        detail: 'The profile file still holds the credentials that OSS refused.',
      });
    },

    onChanged(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },

    async check() {
      // A broken profile of one account must not hide a change of another account.
      await Promise.allSettled([...known.keys()].map(reread));
    },
  };
}
