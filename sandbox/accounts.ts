import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { checkPolicy, type AccessPolicy } from './signing/access.ts';
import { OssError } from './rules/oss-error.ts';
import { readRecord, writeRecord } from './storage/record-files.ts';

/** Keys that may sign requests. */
export interface SandboxAccount {
  readonly accessKeyId: string;
  readonly accessKeySecret: string;
  /** The owner of the buckets of these keys; without it all accounts share one owner. */
  readonly ownerId?: string;
  /** Present for temporary credentials (STS). */
  readonly securityToken?: string;
  /** Milliseconds since 1970 at which the token expires. */
  readonly expiresAt?: number;
  /**
   * Allowed actions; without a policy every action is allowed. One of several policies must allow
   * it.
   */
  readonly policy?: AccessPolicy | readonly AccessPolicy[];
  /** True when OSS no longer accepts the V1 signatures of this account. */
  readonly refusesV1?: boolean;
  /** True when the account is frozen or owes money: every request about it is refused. */
  readonly isSuspended?: boolean;
}

/** The sender of a request. `account` is undefined for an unsigned request. */
export interface Identity {
  readonly account: SandboxAccount | undefined;
}

export const defaultOwnerId = '1000000000000001';

/** The accounts of a sandbox. */
export class Accounts {
  readonly #accounts = new Map<string, SandboxAccount>();

  constructor(accounts: readonly SandboxAccount[]) {
    for (const account of accounts) this.#accounts.set(account.accessKeyId, account);
  }

  find(accessKeyId: string): SandboxAccount | undefined {
    return this.#accounts.get(accessKeyId);
  }

  hasToken(token: string): boolean {
    return [...this.#accounts.values()].some((account) => account.securityToken === token);
  }

  isSuspended(ownerId: string): boolean {
    return [...this.#accounts.values()].some(
      (account) => account.isSuspended === true && ownerNamed(account) === ownerId,
    );
  }

  add(account: SandboxAccount): void {
    this.#accounts.set(account.accessKeyId, account);
  }

  /** @throws when there is no such account */
  update(accessKeyId: string, change: Partial<SandboxAccount>): void {
    const account = this.#accounts.get(accessKeyId);
    if (account === undefined) throw new Error(`There is no account ${accessKeyId}.`);
    this.#accounts.delete(accessKeyId);
    this.add({ ...account, ...change });
  }
}

export function ownerNamed(account: SandboxAccount): string {
  return account.ownerId ?? defaultOwnerId;
}

/** @throws OssError when the account may not sign with V1 any longer */
export function refuseV1(account: SandboxAccount | undefined): void {
  if (account?.refusesV1 !== true) return;
  throw new OssError('AccessDenied', {
    message: 'The V1 signature is not supported any longer, please use V4.',
    ec: '0002-00000080',
  });
}

/** @throws OssError AccessDenied when the identity's policy does not allow the action */
export function requireAction(identity: Identity, action: string, resource: string): void {
  checkPolicy(identity.account?.policy, action, resource);
}

/** The generated account of a data folder without accounts, the same at every start. */
export function ownAccount(dataDirectory: string): SandboxAccount {
  const path = join(dataDirectory, 'account.json');
  const known = readRecord(path) as SandboxAccount | undefined;
  if (known !== undefined) return known;
  const account = {
    accessKeyId: `SANDBOX${randomBytes(8).toString('hex').toUpperCase()}`,
    accessKeySecret: randomBytes(15).toString('base64url'),
  };
  writeRecord(path, account);
  return account;
}
