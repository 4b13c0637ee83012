import type { AccountGates } from './account-gates.ts';
import type { AccountPaces } from '../limits/account-paces.ts';
import type { DiskRoom } from './disk-room.ts';
import type { EnginePorts } from '../api.ts';
import { type AccountTrouble, accountTroubles } from './judge-failure.ts';
import type { ObjectTarget } from '../ports/object-store.ts';
import { ReachabilityWatch } from './reachability.ts';

export interface AccountRecoveryOptions {
  readonly ports: EnginePorts;
  readonly gates: AccountGates;
  readonly paces: AccountPaces;
  readonly room: DiskRoom;
  /** Lives as long as the engine. */
  readonly signal: AbortSignal;
  /** Rows of the account can run again. */
  readonly unblocked: () => void;
  /** Carries out what nobody asked for; its failure ends the engine. */
  readonly carryOut: (work: () => Promise<void>) => void;
}

/** Brings accounts back: a probe for those that are offline, new keys or a person for the others. */
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

  /** An account cannot work. */
  inTrouble(target: ObjectTarget, { why, error }: AccountTrouble): void {
    if (why !== 'offline') return;
    this.#options.ports.log.write('warning', { event: 'went-offline', error });
    this.#watch.watch(target);
  }

  /** Something about the account changed: everything of it may be tried again. */
  async unblock(accountId: string): Promise<void> {
    const { gates, unblocked } = this.#options;
    this.#watch.unwatch(accountId);
    gates.unblock(accountId);
    for (const why of accountTroubles) await this.endWait(why, accountId);
    unblocked();
  }

  /** Rows that wait for `why` are queued again. A full disk puts that off, it does not lose it. */
  async endWait(why: AccountTrouble['why'], accountId: string): Promise<void> {
    const { ports, room, signal } = this.#options;
    await room.insist(() => ports.store.endWait(why, accountId), signal);
  }

  /** The network changed or the computer woke up. */
  askNow(): void {
    this.#watch.askNow();
  }

  stop(): void {
    this.#undo();
    this.#watch.stop();
  }
}
