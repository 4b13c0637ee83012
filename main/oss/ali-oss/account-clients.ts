import Client from 'ali-oss';
import { type ErrorCode, TransferError } from '../../../shared/errors.ts';
import { type Account, dataAddressOf, type ServiceAddress } from '../../../shared/transfer.ts';
import type { Credentials, CredentialSet } from '../../engine/ports/credentials.ts';
import { signatureDate } from '../../signature/sign-v4.ts';
import type { Transport, FileDestination } from '../../transfer/transport.ts';
import { bucketOrigin, resolveEndpoint } from '../addresses.ts';
import { createHttpClient } from './http-client.ts';
import { createSigner, type Signer } from './sign-requests.ts';

/** Milliseconds. Smaller corrections are network noise and are not reported. */
const noticeableSkew = 10_000;

/**
 * Operations on objects go to the bucket's own address, if it has one; operations on the bucket and
 * the account go to the account's endpoint.
 */
type Plane = 'data' | 'control';

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

/** A client of ali-oss, and the signer that it signs with. */
interface SigningClient {
  readonly client: Client;
  readonly signer: Signer;
}

/**
 * A client of ali-oss 6.23.0 for one address that only builds and signs requests. Its undocumented options:
 *
 * - `urllib`: the HTTP client that sends the requests. Ferry needs its own, because bytes go from a
 *   file descriptor to the socket in a worker thread.
 * - `headerEncoding`: `latin1` sends metadata as the bytes of its UTF-8 form.
 * - `refreshSTSTokenInterval`: silences a warning; Ferry renews tokens itself.
 * - `retryMax: 0`: the engine decides about retries.
 *
 * @throws TransferError `options-invalid`, `bucket-missing` or `credentials-missing`
 */
function createClient(
  { region: named }: Pick<Account, 'region'>,
  address: ServiceAddress,
  bucket: string | undefined,
  credentials: CredentialSet,
  transport: Transport,
): SigningClient {
  const endpoint = resolveEndpoint(address);
  const region = named.trim().replace(/^oss-/, '');
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
    cname: endpoint.addressing === 'custom-domain',
    sldEnable: endpoint.addressing === 'path',
    authorizationV4: true,
    headerEncoding: 'latin1',
    retryMax: 0,
    urllib: createHttpClient(
      transport,
      bucket === undefined ? endpoint.origin : bucketOrigin(endpoint, bucket),
    ),
  });
  const signer = createSigner({ accessKeyId, accessKeySecret }, region);
  client.authorizationV4 = signer.authorizationV4;
  return { client, signer };
}

function refuse(code: ErrorCode, detail: string): TransferError {
  return new TransferError({ code, detail });
}

const kept = new WeakMap<Session, FileDestination>();

/**
 * The part of PutObject that is alike for all small files of a session, in the form in which
 * `createRequest` and `getReqUrl` of ali-oss 6.23.0 build it: ali-oss builds and parses the URL
 * again for each file. The same object for all of them, until the day or the clock changes.
 */
export function fileDestination(session: Session, bucket: string): FileDestination {
  const clockOffset = session.client.options.amendTimeSkewed ?? 0;
  const day = signatureDate(Date.now() + clockOffset).slice(0, 8);
  const before = kept.get(session);
  if (before?.bucket === bucket && before.scope.day === day && before.clockOffset === clockOffset) {
    return before;
  }
  const endpoint = resolveEndpoint(session.address);
  const { securityToken } = session.credentials;
  const { userAgent, options } = session.client;
  const made = {
    above: `${bucketOrigin(endpoint, bucket)}${endpoint.addressing === 'path' ? `/${bucket}/` : '/'}`,
    bucket,
    headers: {
      'x-oss-content-sha256': 'UNSIGNED-PAYLOAD',
      'User-Agent': userAgent,
      ...(securityToken !== undefined && { 'x-oss-security-token': securityToken }),
      ...(endpoint.isAddress && { host: `${bucket}.${options.region}.aliyuncs.com` }),
    },
    scope: session.signer.scopeOf(day),
    clockOffset,
  };
  kept.set(session, made);
  return made;
}
