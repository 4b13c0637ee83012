import { TransferError } from '../../../shared/errors.ts';
import type { Credentials, CredentialSet } from '../../engine/ports/credentials.ts';
import { sameCredentials } from './credentials-environment.ts';
import { defaultProfilePath, readProfile } from './profile-file.ts';

export interface ProfileCredentialsOptions {
  /** Name of the profile that an account uses. */
  readonly profileOf: (accountId: string) => string | Promise<string>;
  /** ossutil's configuration file when absent. */
  readonly path?: string;
}

export interface ProfileCredentials extends Credentials {
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
