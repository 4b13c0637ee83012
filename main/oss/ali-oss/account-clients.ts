import Client from 'ali-oss';
import { TransferError, type ErrorCode } from '../../../shared/errors.ts';
import type { Account } from '../../../shared/transfer.ts';
import type { Credentials, CredentialSet } from '../../engine/ports/credentials.ts';
import type { Transport } from '../../transfer/transport.ts';
import { bucketOrigin, resolveEndpoint } from './endpoint.ts';
import { createHttpClient } from '../requests/http-client.ts';
import { createSigner } from './sign-requests.ts';

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
      const place = `${accountId}\n${bucket ?? ''}`;
      const kept = sessions.get(place);
      if (kept !== undefined && isSame(kept, account, credentials)) return kept;
      const client = createClient(account, bucket, credentials, options.transport);
      client.options.amendTimeSkewed = offsets.get(accountId) ?? 0;
      const session = { client, account, credentials };
      sessions.set(place, session);
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

function createClient(
  account: Account,
  bucket: string | undefined,
  credentials: CredentialSet,
  transport: Transport,
): Client {
  const endpoint = resolveEndpoint(account);
  const region = account.region.trim().replace(/^oss-/, '');
  if (!/^[A-Za-z0-9_-]+$/.test(region)) throw refuse('options-invalid', 'The region is no name.');
  // The bucket becomes part of a host name, so an invalid bucket name must stop here.
  if (bucket !== undefined && !/^[a-z0-9_][a-z0-9_-]{1,61}[a-z0-9_]$/.test(bucket)) {
    throw refuse('bucket-missing', 'No bucket can have this name.');
  }
  const accessKeyId = credentials.accessKeyId.trim();
  const accessKeySecret = credentials.accessKeySecret.trim();
  if (accessKeyId === '' || accessKeySecret === '') {
    throw refuse('credentials-missing', 'The AccessKey id or its secret is empty.');
  }
  const { securityToken } = credentials;
  const client = new Client({
    accessKeyId,
    accessKeySecret,
    ...(securityToken === undefined ? {} : { stsToken: securityToken }),
    refreshSTSTokenInterval: Number.MAX_SAFE_INTEGER,
    ...(bucket === undefined ? {} : { bucket }),
    endpoint: endpoint.origin,
    region: `oss-${region}`,
    secure: endpoint.secure,
    cname: account.addressing === 'custom-domain',
    sldEnable: account.addressing === 'path',
    authorizationV4: true,
    headerEncoding: 'latin1',
    retryMax: 0,
    urllib: createHttpClient(
      transport,
      bucket === undefined ? endpoint.origin : bucketOrigin(endpoint, bucket),
    ),
  });
  client.authorizationV4 = createSigner({ accessKeyId, accessKeySecret }, region);
  return client;
}

function refuse(code: ErrorCode, detail: string): TransferError {
  return new TransferError({ code, detail });
}
