import type { BlockedAccount } from './face.ts';
import type { AccountTrouble } from './judge-failure.ts';
import type { ObjectTarget } from './ports/object-store.ts';

interface Gate {
  readonly trouble: AccountTrouble;
  /** What a probe asks for. */
  readonly target: ObjectTarget;
}

/** Accounts that cannot work now. A million rows of such an account are not tried one by one. */
export class AccountGates {
  readonly #gates = new Map<string, Gate>();

  /** @returns false when the account was blocked for the same reason already */
  block(target: ObjectTarget, trouble: AccountTrouble): boolean {
    const before = this.#gates.get(target.accountId);
    this.#gates.set(target.accountId, { trouble, target });
    return before?.trouble.why !== trouble.why;
  }

  unblock(accountId: string): AccountTrouble | undefined {
    const gate = this.#gates.get(accountId);
    this.#gates.delete(accountId);
    return gate?.trouble;
  }

  trouble(accountId: string): AccountTrouble | undefined {
    return this.#gates.get(accountId)?.trouble;
  }

  target(accountId: string): ObjectTarget | undefined {
    return this.#gates.get(accountId)?.target;
  }

  get blockedIds(): readonly string[] {
    return [...this.#gates.keys()];
  }

  /** Whether somebody watches an account and will unblock it without a person. */
  get anyOffline(): boolean {
    return [...this.#gates.values()].some((gate) => gate.trouble.why === 'offline');
  }

  view(): readonly BlockedAccount[] {
    return [...this.#gates].map(([accountId, { trouble }]) => ({ accountId, ...trouble }));
  }
}
