import type { Credentials, CredentialSet } from '../../../main/engine/ports/credentials.ts';
import { TransferError } from '../../../shared/errors.ts';
import { sameCredentials } from '../../../main/oss/credential-sources.ts';

/** Credentials that a test replaces while Ferry runs, as signing in again does. */
export interface ChangingKeys extends Credentials {
  /** What `renew` gives next; without it there is nothing newer. */
  offer(next: CredentialSet): void;
  /** Replaces the keys and calls all listeners. */
  replace(accountId: string, next: CredentialSet): void;
  /** How often a renewal was asked for. */
  readonly renewals: number;
}

export function changingKeys(first: CredentialSet): ChangingKeys {
  const listeners = new Set<(accountId: string) => void>();
  let current = first;
  let next: CredentialSet | undefined;
  let renewals = 0;
  return {
    get renewals() {
      return renewals;
    },
    offer(offered) {
      next = offered;
    },
    replace(accountId, replacement) {
      current = replacement;
      for (const listener of listeners) listener(accountId);
    },
    current: () => Promise.resolve(current),
    renew(_accountId, refused) {
      renewals += 1;
      current = next ?? current;
      if (!sameCredentials(current, refused)) return Promise.resolve(current);
      return Promise.reject(new TransferError({ code: 'credentials-expired' }));
    },
    onChanged(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
