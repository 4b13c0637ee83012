import { dataAddressOf } from '../../../shared/account/data-address.ts';
import type { Account, ServiceAddress } from '../../../shared/transfer.ts';
import type { Credentials, CredentialSet } from '../../engine/ports/credentials.ts';
import type { Transport } from '../../transfer/transport.ts';
import { createClient, type SigningClient } from './create-client.ts';

/** Milliseconds. Smaller corrections are network noise and are not reported. */
const noticeableSkew = 10_000;

/**
 * Operations on objects go to the bucket's own address, if it has one; operations on the bucket and
 * the account go to the account's endpoint.
 */
export type Plane = 'data' | 'control';

/** A client of ali-oss, with or without a bucket, and the credentials that it signs with. */
export interface Session extends SigningClient {
  readonly account: Account;
  /** Where the requests of the client go. */
  readonly address: ServiceAddress;
  readonly credentials: CredentialSet;
}

/** The clients of all accounts: created on first use, replaced when credentials change. */
export interface AccountClients {
  session(accountId: string, bucket: string | undefined, plane?: Plane): Promise<Session>;
  /** Dates the account's requests `offset` milliseconds ahead of this computer's clock. */
  correctClock(accountId: string, offset: number): void;
}

export interface AccountClientsOptions {
  readonly accounts: (accountId: string) => Account | Promise<Account>;
  readonly credentials: Credentials;
  readonly transport: Transport;
  /** Called when the clock correction of an account changes noticeably. */
  readonly onClockCorrected?: ((accountId: string, offset: number) => void) | undefined;
}

export function createAccountClients(options: AccountClientsOptions): AccountClients {
  const sessions = new Map<string, Session>();
  const offsets = new Map<string, number>();

  return {
    async session(accountId, bucket, plane = 'data') {
      const account = await options.accounts(accountId);
      const credentials = await options.credentials.current(accountId);
      const address =
        plane === 'control' || bucket === undefined ? account : dataAddressOf(account, bucket);
      const name = `${accountId}\n${bucket ?? ''}\n${plane}`;
      const kept = sessions.get(name);
      if (kept !== undefined && isSame(kept, account, address, credentials)) return kept;
      const made = createClient(account, address, bucket, credentials, options.transport);
      made.client.options.amendTimeSkewed = offsets.get(accountId) ?? 0;
      const session = { ...made, account, address, credentials };
      sessions.set(name, session);
      return session;
    },

    correctClock(accountId, offset) {
      const before = offsets.get(accountId) ?? 0;
      offsets.set(accountId, offset);
      for (const { client, account } of sessions.values()) {
        if (account.id === accountId) client.options.amendTimeSkewed = offset;
      }
      if (Math.abs(offset - before) >= noticeableSkew) {
        options.onClockCorrected?.(accountId, offset);
      }
    },
  };
}

function isSame(
  kept: Session,
  account: Account,
  address: ServiceAddress,
  credentials: CredentialSet,
): boolean {
  return (
    kept.address.endpoint === address.endpoint &&
    kept.address.addressing === address.addressing &&
    kept.account.region === account.region &&
    kept.credentials.accessKeyId === credentials.accessKeyId &&
    kept.credentials.accessKeySecret === credentials.accessKeySecret &&
    kept.credentials.securityToken === credentials.securityToken
  );
}
