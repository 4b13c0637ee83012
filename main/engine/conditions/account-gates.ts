import type { BlockedAccount } from '../api.ts';
import type { AccountTrouble } from './judge-failure.ts';

/**
 * Accounts that cannot work now. A million rows of such an account are not tried one by one.
 *
 * An account can be in more than one trouble: what is known of an expired token stays known when the
 * line breaks too. All its gates open together; what is still wrong then closes them again.
 */
export class AccountGates {
  readonly #troubles = new Map<string, Map<AccountTrouble['why'], AccountTrouble>>();

  /** @returns false when the account was blocked for the same reason already */
  block(accountId: string, trouble: AccountTrouble): boolean {
    const troubles =
      this.#troubles.get(accountId) ?? new Map<AccountTrouble['why'], AccountTrouble>();
    const known = troubles.has(trouble.why);
    this.#troubles.set(accountId, troubles.set(trouble.why, trouble));
    return !known;
  }

  unblock(accountId: string): void {
    this.#troubles.delete(accountId);
  }

  isBlocked(accountId: string, why?: AccountTrouble['why']): boolean {
    const troubles = this.#troubles.get(accountId);
    return why === undefined ? troubles !== undefined : troubles?.has(why) === true;
  }

  /** What a transfer of the account would wait for; the first trouble there was. */
  trouble(accountId: string): AccountTrouble | undefined {
    return this.#troubles.get(accountId)?.values().next().value;
  }

  get blockedIds(): readonly string[] {
    return [...this.#troubles.keys()];
  }

  /** Whether somebody watches an account and will unblock it without a person. */
  get anyOffline(): boolean {
    return this.blockedIds.some((accountId) => this.isBlocked(accountId, 'offline'));
  }

  view(): readonly BlockedAccount[] {
    return [...this.#troubles].flatMap(([accountId, troubles]) =>
      [...troubles.values()].map((trouble) => ({ accountId, ...trouble })),
    );
  }
}
