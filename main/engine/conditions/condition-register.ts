import {
  type AccountCondition,
  accountConditionKinds,
  type Condition,
  type ConditionKind,
  type ConditionRule,
  conditionRules,
  type ConditionView,
  isAccountCondition,
} from '../../../shared/condition.ts';
import type { WaitReason } from '../../../shared/transfer-state.ts';
import type { Change } from '../facts.ts';
import type { ClaimedTransfer } from '../ports/transfer-store.ts';
import { type Check, checkFor, type CheckTools } from './check.ts';
import { FreeSpace } from './free-space.ts';

interface ConditionRegisterOptions extends CheckTools {
  readonly changed: (change?: Change) => void;
  /** Runs internal work, outside any user command; a failure stops the engine. */
  readonly carryOut: (work: () => Promise<void>) => void;
  /** What each kind of condition does; Ferry's own rules when absent. */
  readonly rules?: Readonly<Record<string, ConditionRule>>;
}

interface Held {
  /** With the latest error. */
  condition: Condition;
  readonly rule: ConditionRule;
  readonly check: Check | undefined;
}

/**
 * The register of all conditions that keep work back. It knows what each one blocks, and watches for
 * its end: by a probe, by a check of the volume, by the notices of the store and of the credentials,
 * or until a person or the system says so.
 *
 * An account can have several conditions: an expired token stays recorded when the connection also
 * breaks.
 */
export class ConditionRegister {
  readonly #options: ConditionRegisterOptions;
  readonly #rules: Readonly<Record<string, ConditionRule>>;
  /** In the order in which they began. */
  readonly #held = new Map<string, Held>();
  readonly #freeSpace: FreeSpace;
  readonly #unsubscribe: readonly (() => void)[];
  #version = 0;

  constructor(options: ConditionRegisterOptions) {
    const { ports, carryOut } = options;
    this.#options = options;
    this.#rules = options.rules ?? conditionRules;
    this.#freeSpace = new FreeSpace(ports.clock, () => this.has({ kind: 'disk-full' }));
    this.#unsubscribe = [
      ports.store.onDiskFull((full) => {
        if (full) this.raise({ kind: 'disk-full' });
        else this.end({ kind: 'disk-full' });
      }),
      ports.credentials.onChanged((accountId) => {
        if (this.#held.has(keyFor('credentials', accountId))) {
          carryOut(() => this.unblock(accountId));
        }
      }),
    ];
  }

  /** Rises when a condition begins or ends. */
  get version(): number {
    return this.#version;
  }

  /** True when no transfer may begin. */
  get blocksAll(): boolean {
    return this.#some(({ rule }) => rule.blocks === 'all');
  }

  /** True when running transfers may begin no other request. */
  get holdsRequests(): boolean {
    return this.#some(({ rule }) => rule.blocks === 'all' && rule.running === 'hold');
  }

  get blockedAccounts(): readonly string[] {
    return [...new Set(this.views.filter(isAccountCondition).map(({ accountId }) => accountId))];
  }

  /** True when a condition of an account or of everything ends without a person. */
  get endsByItself(): boolean {
    return this.#some(({ rule }) => rule.blocks !== 'volume' && endsByItself(rule));
  }

  /** The reasons for which queued rows have to wait. */
  get waitingFor(): readonly WaitReason[] {
    const blocking = [...this.#held.values()].filter(({ rule }) => rule.blocks !== 'volume');
    return blocking.flatMap(({ rule }) => rule.why ?? []);
  }

  get views(): readonly ConditionView[] {
    return [...this.#held.values()].map(({ condition }) => {
      if (condition.kind !== 'source-unavailable') return condition;
      const { volume: _volume, ...view } = condition;
      return view;
    });
  }

  /** When the next check is due; monotonic clock. */
  get nextCheck(): number | undefined {
    const times = [...this.#held.values()].flatMap(({ check }) => check?.at ?? []);
    return times.length === 0 ? undefined : Math.min(...times);
  }

  has(condition: Condition): boolean {
    return this.#held.has(keyOf(condition));
  }

  /** The condition that blocks the account: of several, the first one that began. */
  ofAccount(accountId: string): AccountCondition | undefined {
    return this.views.filter(isAccountCondition).find((view) => view.accountId === accountId);
  }

  /** True when a condition ends by itself for which rows wait under this reason. */
  ends(why: WaitReason): boolean {
    return this.#some(({ rule }) => rule.why === why && endsByItself(rule));
  }

  /** What stops a running transfer of the account: a condition of everything, or of the account. */
  interrupts(accountId: string): 'all' | 'account' | undefined {
    if (this.#some(({ rule }) => rule.blocks === 'all' && rule.running === 'interrupt')) {
      return 'all';
    }
    return this.ofAccount(accountId) === undefined ? undefined : 'account';
  }

  /**
   * Records a condition and watches for its end.
   *
   * @param by the transfer that met it; absent for a condition of everything
   */
  raise(condition: Condition, by?: ClaimedTransfer): void {
    const key = keyOf(condition);
    const known = this.#held.get(key);
    if (known !== undefined) {
      known.condition = condition;
      return;
    }
    const rule = this.#rules[condition.kind];
    if (rule === undefined) throw new Error(`No rule for the condition ${condition.kind}`);
    this.#held.set(key, { condition, rule, check: checkFor(rule, this.#options, by) });
    this.#version += 1;
    this.#log(condition);
    this.#options.changed();
  }

  /** Removes a condition from the register; rows that wait for it are released apart. */
  end(condition: Condition): void {
    this.#held.get(keyOf(condition))?.check?.stop();
    if (!this.#held.delete(keyOf(condition))) return;
    this.#version += 1;
    if (condition.kind === 'disk-full') this.#freeSpace.release();
    this.#options.changed('rows');
  }

  /**
   * Ends all conditions of an account, because the account changed or can be reached again. Those
   * that persist are raised again.
   */
  async unblock(accountId: string): Promise<void> {
    for (const kind of accountConditionKinds) {
      const held = this.#held.get(keyFor(kind, accountId));
      if (held !== undefined) this.end(held.condition);
    }
    for (const why of accountConditionKinds) await this.release(why, accountId);
  }

  /** Requeues the rows that wait for `why`. A full disk delays this, but never loses it. */
  async release(why: WaitReason, accountId?: string): Promise<void> {
    const { ports, signal, changed } = this.#options;
    await this.insist(() => ports.store.endWait(why, accountId), signal);
    changed('rows');
  }

  /** Runs the checks that are due. */
  check(): void {
    const now = this.#options.ports.clock.monotonic();
    for (const held of this.#held.values()) {
      if (held.check?.at !== undefined && held.check.at <= now) void this.#run(held, held.check);
    }
  }

  /** Runs all checks at once, because the network changed or the computer woke up. */
  checkNow(): void {
    for (const { check } of this.#held.values()) check?.hasten();
    this.#options.changed();
  }

  /** See `FreeSpace.insist`. */
  async insist<T>(write: () => Promise<T>, signal: AbortSignal): Promise<T> {
    return await this.#freeSpace.insist(write, signal);
  }

  stop(): void {
    for (const unsubscribe of this.#unsubscribe) unsubscribe();
    this.#freeSpace.release();
  }

  #some(isWanted: (held: Held) => boolean): boolean {
    for (const held of this.#held.values()) if (isWanted(held)) return true;
    return false;
  }

  async #run(held: Held, check: Check): Promise<void> {
    const { signal, carryOut, changed } = this.#options;
    const ended = await check.run();
    // Another condition of the same kind may have begun meanwhile.
    if (signal.aborted || this.#held.get(keyOf(held.condition)) !== held) return;
    if (ended) carryOut(() => this.#endChecked(held.condition));
    else changed();
  }

  async #endChecked(condition: Condition): Promise<void> {
    const { log } = this.#options.ports;
    if (isAccountCondition(condition)) {
      log.write('info', { event: 'came-online' });
      await this.unblock(condition.accountId);
      return;
    }
    log.write('info', { event: 'source-returned' });
    this.end(condition);
    await this.release('source-unavailable');
  }

  #log(condition: Condition): void {
    const { log } = this.#options.ports;
    if (!isAccountCondition(condition)) return;
    const { kind, error } = condition;
    log.write('warning', { event: 'account-stopped', error });
    if (kind === 'offline') log.write('warning', { event: 'went-offline', error });
  }
}

function endsByItself({ endedBy }: ConditionRule): boolean {
  return endedBy !== 'credentials' && endedBy !== 'person';
}

function keyOf(condition: Condition): string {
  if (isAccountCondition(condition)) return keyFor(condition.kind, condition.accountId);
  return keyFor(condition.kind, condition.kind === 'source-unavailable' ? condition.volume : '');
}

function keyFor(kind: ConditionKind, subject: string): string {
  return `${kind} ${subject}`;
}
