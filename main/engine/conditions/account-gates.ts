import type { AccountCondition, AccountConditionKind } from '../../../shared/condition.ts';
import type { ErrorRecord } from '../../../shared/errors.ts';

/** A failure that affects the whole account, not only the failed row. */
export interface AccountTrouble {
  readonly why: AccountConditionKind;
  readonly error: ErrorRecord;
}

/**
 * Blocked accounts. The gate avoids an attempt for each of a million rows of a blocked account.
 *
 * An account can have several troubles: an expired token stays recorded when the connection also
 * breaks. `unblock` removes all troubles of an account; the ones that persist block it again.
 */
export class AccountGates {
  readonly #troubles = new Map<string, Map<AccountTrouble['why'], AccountTrouble>>();

  /** @returns false when the account was already blocked for the same reason */
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

  /** The wait reason for transfers of the account: its first recorded trouble. */
  trouble(accountId: string): AccountTrouble | undefined {
    return this.#troubles.get(accountId)?.values().next().value;
  }

  get blockedIds(): readonly string[] {
    return [...this.#troubles.keys()];
  }

  /** True when an account is offline, so that a probe can unblock it without a person. */
  get anyOffline(): boolean {
    return this.blockedIds.some((accountId) => this.isBlocked(accountId, 'offline'));
  }

  view(): readonly AccountCondition[] {
    return [...this.#troubles].flatMap(([accountId, troubles]) =>
      [...troubles.values()].map(({ why, error }) => ({ kind: why, accountId, error })),
    );
  }
}
