import { accountConditionKinds } from '../../../shared/condition.ts';
import type { AccountGates, AccountTrouble } from './account-gates.ts';
import type { AccountPaces } from '../limits/account-paces.ts';
import type { DiskRoom } from './disk-room.ts';
import type { EnginePorts } from '../api.ts';
import type { ObjectTarget } from '../ports/object-store.ts';
import { ReachabilityWatch } from './reachability.ts';

export interface AccountRecoveryOptions {
  readonly ports: EnginePorts;
  readonly gates: AccountGates;
  readonly paces: AccountPaces;
  readonly room: DiskRoom;
  /** Aborts when the engine stops. */
  readonly signal: AbortSignal;
  /** Called when rows of the account can run again. */
  readonly unblocked: () => void;
  /** Runs internal work, outside any user command; a failure stops the engine. */
  readonly carryOut: (work: () => Promise<void>) => void;
}

/** Unblocks accounts: a probe for offline accounts, new keys or a person for the others. */
export class AccountRecovery {
  readonly #options: AccountRecoveryOptions;
  readonly #watch: ReachabilityWatch;
  readonly #undo: () => void;

  constructor(options: AccountRecoveryOptions) {
    const { ports, paces, gates, carryOut } = options;
    this.#options = options;
    this.#watch = new ReachabilityWatch(ports, paces, (accountId) => {
      ports.log.write('info', { event: 'came-online' });
      carryOut(() => this.unblock(accountId));
    });
    this.#undo = ports.credentials.onChanged((accountId) => {
      if (gates.isBlocked(accountId, 'credentials')) carryOut(() => this.unblock(accountId));
    });
  }

  /** Starts the recovery of an account that is blocked. */
  inTrouble(target: ObjectTarget, { why, error }: AccountTrouble): void {
    if (why !== 'offline') return;
    this.#options.ports.log.write('warning', { event: 'went-offline', error });
    this.#watch.watch(target);
  }

  /** Retries all work of an account after a change to the account. */
  async unblock(accountId: string): Promise<void> {
    const { gates, unblocked } = this.#options;
    this.#watch.unwatch(accountId);
    gates.unblock(accountId);
    for (const why of accountConditionKinds) await this.endWait(why, accountId);
    unblocked();
  }

  /** Requeues the rows that wait for `why`. A full disk delays this, but never loses it. */
  async endWait(why: AccountTrouble['why'], accountId: string): Promise<void> {
    const { ports, room, signal } = this.#options;
    await room.insist(() => ports.store.endWait(why, accountId), signal);
  }

  /** Probes at once, because the network changed or the computer woke up. */
  askNow(): void {
    this.#watch.askNow();
  }

  stop(): void {
    this.#undo();
    this.#watch.stop();
  }
}
