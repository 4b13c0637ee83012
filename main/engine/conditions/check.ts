import { assertNever } from '../../../shared/assert-never.ts';
import type { ConditionRule } from '../../../shared/condition.ts';
import type { EnginePorts } from '../api.ts';
import type { RequestLimiters } from '../limits/request-limiter.ts';
import type { Clock } from '../ports/clock.ts';
import type { ClaimedTransfer } from '../ports/transfer-store.ts';
import { canReach } from './probe.ts';

/** Milliseconds between two checks; the pause doubles up to `longest`. */
interface Pauses {
  readonly first: number;
  readonly longest: number;
}

/** What a check needs of the engine. */
export interface CheckTools {
  readonly ports: EnginePorts;
  readonly limiters: RequestLimiters;
  /** Aborts when the engine stops. */
  readonly signal: AbortSignal;
}

const probePauses: Pauses = { first: 1000, longest: 30_000 };
const volumePauses: Pauses = { first: 15_000, longest: 15_000 };

/** A check that runs now and then until a condition has ended. */
export class Check {
  readonly #clock: Clock;
  readonly #longest: number;
  readonly #hasEnded: () => Promise<boolean>;
  #pause: number;
  #at: number | undefined;
  #again = false;

  constructor(clock: Clock, { first, longest }: Pauses, hasEnded: () => Promise<boolean>) {
    this.#clock = clock;
    this.#longest = longest;
    this.#hasEnded = hasEnded;
    this.#pause = first;
    this.#at = clock.monotonic() + first;
  }

  /** When the check is due; monotonic clock. `undefined` while it runs. */
  get at(): number | undefined {
    return this.#at;
  }

  /** Makes the check due at once; a check that runs now is repeated. */
  hasten(): void {
    if (this.#at === undefined) this.#again = true;
    else this.#at = this.#clock.monotonic();
  }

  /** @returns true when the condition has ended; otherwise the next check has a time */
  async run(): Promise<boolean> {
    this.#at = undefined;
    const ended = await this.#hasEnded().catch(() => false);
    this.#pause = Math.min(this.#pause * 2, this.#longest);
    this.#at = this.#clock.monotonic() + (this.#again ? 0 : this.#pause);
    this.#again = false;
    return ended;
  }
}

/**
 * The check that finds the end of a condition; `undefined` when a notice or a person ends it.
 *
 * @param by the transfer that met the condition
 */
export function checkFor(
  { endedBy }: ConditionRule,
  { ports, limiters, signal }: CheckTools,
  by: ClaimedTransfer | undefined,
): Check | undefined {
  const { clock, files } = ports;
  switch (endedBy) {
    case 'probe':
      if (by === undefined) return undefined;
      return new Check(clock, probePauses, () => canReach(ports, limiters, by, signal));
    case 'volume-check': {
      if (by === undefined) return undefined;
      const { source, identity } = by;
      const isBack = async () => (await files.missingVolume(source.path, identity)) === undefined;
      return new Check(clock, volumePauses, isBack);
    }
    case 'free-space':
    case 'credentials':
    case 'person':
    case 'wake-up':
      return undefined;
    default:
      return assertNever(endedBy, 'end of a condition');
  }
}
