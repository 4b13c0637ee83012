import type Client from 'ali-oss';
import type { Account } from '../../../shared/transfer.ts';
import type { Credentials, CredentialSet } from '../../engine/ports/credentials.ts';
import type { Transport } from '../../transfer/transport.ts';
import { createClient } from './create-client.ts';

/** Milliseconds. Smaller corrections are network noise and are not reported. */
const noticeableSkew = 10_000;

/** A client of ali-oss, with or without a bucket, and the credentials that it signs with. */
export interface Session {
  readonly client: Client;
  readonly account: Account;
  readonly credentials: CredentialSet;
}

/** The clients of all accounts: created on first use, replaced when credentials change. */
export interface AccountClients {
  session(accountId: string, bucket: string | undefined): Promise<Session>;
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
    async session(accountId, bucket) {
      const account = await options.accounts(accountId);
      const credentials = await options.credentials.current(accountId);
      const name = `${accountId}\n${bucket ?? ''}`;
      const kept = sessions.get(name);
      if (kept !== undefined && isSame(kept, account, credentials)) return kept;
      const client = createClient(account, bucket, credentials, options.transport);
      client.options.amendTimeSkewed = offsets.get(accountId) ?? 0;
      const session = { client, account, credentials };
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

function isSame(kept: Session, account: Account, credentials: CredentialSet): boolean {
  return (
    kept.account.endpoint === account.endpoint &&
    kept.account.region === account.region &&
    kept.account.addressing === account.addressing &&
    kept.credentials.accessKeyId === credentials.accessKeyId &&
    kept.credentials.accessKeySecret === credentials.accessKeySecret &&
    kept.credentials.securityToken === credentials.securityToken
  );
}
