import type { Account, CredentialSource } from '../../../shared/transfer.ts';
import type { Credentials } from '../../engine/ports/credentials.ts';

/** The source of credentials for each kind of account. */
export type CredentialSources = Readonly<Record<CredentialSource['kind'], Credentials>>;

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
