import type { OperationName } from './rules/operation.ts';
import { unreachable } from './unreachable.ts';

/** Something that goes wrong with a request. Sizes in bytes, times in milliseconds. */
export type Fault =
  /** Waits before the request is looked at, or before its answer is sent. */
  | { readonly kind: 'delay'; readonly milliseconds: number; readonly point?: FaultPoint }
  /** Waits until the handle's `release()`. */
  | { readonly kind: 'hold'; readonly point?: FaultPoint }
  /** Resets the connection when that much of the body has arrived; nothing is stored. */
  | { readonly kind: 'cut-request'; readonly afterBytes: number }
  /** Ends the connection when that much of the answer's body is sent; the effect stays. */
  | { readonly kind: 'cut-response'; readonly afterBytes: number }
  /** Answers this instead of doing anything. */
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: string | Uint8Array;
    }
  /** Does it, then resets the connection instead of answering. */
  | { readonly kind: 'drop-response' }
  /** Inverts the byte at that offset of the body, as a broken line would. */
  | { readonly kind: 'flip-byte'; readonly at: number }
  /** Sends a CRC-64 that is not the object's. */
  | { readonly kind: 'wrong-checksum' }
  /** Leaves headers out of the answer. */
  | { readonly kind: 'omit-headers'; readonly names: readonly string[] }
  /** From now on the token the request was signed with is expired. */
  | { readonly kind: 'expire-token' }
  /** Answers 503 as OSS does above a rate limit. */
  | { readonly kind: 'throttle'; readonly retryAfterMilliseconds?: number }
  /** Half-open connection: reads no more of the body, and never answers. */
  | { readonly kind: 'stop-reading'; readonly afterBytes?: number }
  /** Reads the body no faster than this. */
  | { readonly kind: 'slow-read'; readonly bytesPerSecond: number };

/** `request`: before anything is done. `response`: when the effect is there, before the answer. */
export type FaultPoint = 'request' | 'response';

/** Which requests a fault meets: those that fit every given field. */
export interface FaultCondition {
  readonly operation?: OperationName;
  readonly method?: string;
  readonly bucket?: string;
  readonly key?: string | RegExp;
  readonly partNumber?: number;
  readonly uploadId?: string;
}

/** A fault and when it strikes. */
export interface FaultRule {
  readonly when: FaultCondition;
  /** How often it strikes; 1 when left out, Infinity allowed. */
  readonly times?: number;
  /** How many fitting requests pass unharmed first. */
  readonly after?: number;
  readonly fault: Fault;
}

/** The test's hold on an added fault. */
export interface FaultHandle {
  /** How often it has struck. */
  readonly fired: number;
  /** Resolves when it strikes the next time; at once for a strike nobody has waited for yet. */
  nextFired(): Promise<void>;
  /** Lets go every request held by this fault, and those it would hold later. */
  release(): void;
  /** Strikes no more, and lets go what it holds. */
  remove(): void;
}

/** Adds faults to a running sandbox. */
export interface FaultInjector {
  /**
   * Rules are tried in the order they were added. Those that change how a request runs (delay,
   * hold, slow-read, flip-byte, wrong-checksum, omit-headers) add up; the first that ends it
   * (everything else) leaves the rest for later requests.
   */
  add(rule: FaultRule): FaultHandle;
  /** Removes every fault. */
  clear(): void;
}

/** What a rule is compared with. */
export interface FaultTarget {
  readonly operation: OperationName | undefined;
  readonly method: string;
  readonly bucket: string | undefined;
  readonly key: string | undefined;
  readonly partNumber: number | undefined;
  readonly uploadId: string | undefined;
}

/** A fault that struck, with the promise a hold waits for. */
export interface Strike {
  readonly fault: Fault;
  readonly released: Promise<void>;
}

/** The injector with the server's side. */
export class FaultBook implements FaultInjector {
  readonly #rules: ActiveRule[] = [];

  add(rule: FaultRule): FaultHandle {
    const active = new ActiveRule(rule, () => {
      const index = this.#rules.indexOf(active);
      if (index !== -1) this.#rules.splice(index, 1);
    });
    this.#rules.push(active);
    return active;
  }

  clear(): void {
    for (const rule of [...this.#rules]) rule.remove();
  }

  /** Picks the faults that strike a request. */
  strike(target: FaultTarget): Strike[] {
    const strikes: Strike[] = [];
    for (const rule of [...this.#rules]) {
      if (!rule.meets(target)) continue;
      strikes.push(rule.fire());
      if (endsRequest(rule.fault)) break;
    }
    return strikes;
  }
}

class ActiveRule implements FaultHandle {
  readonly fault: Fault;
  fired = 0;
  readonly #when: FaultCondition;
  readonly #release = Promise.withResolvers<undefined>();
  readonly #onRemove: () => void;
  #left: number;
  #passing: number;
  #awaited = 0;
  readonly #waiting: (() => void)[] = [];

  constructor(rule: FaultRule, onRemove: () => void) {
    this.fault = rule.fault;
    this.#when = rule.when;
    this.#left = rule.times ?? 1;
    this.#passing = rule.after ?? 0;
    this.#onRemove = onRemove;
  }

  meets(target: FaultTarget): boolean {
    if (this.#left <= 0 || !fits(this.#when, target)) return false;
    if (this.#passing === 0) return true;
    this.#passing -= 1;
    return false;
  }

  fire(): Strike {
    this.fired += 1;
    this.#left -= 1;
    const waiting = this.#waiting.shift();
    if (waiting !== undefined) waiting();
    return { fault: this.fault, released: this.#release.promise };
  }

  nextFired(): Promise<void> {
    this.#awaited += 1;
    if (this.#awaited <= this.fired) return Promise.resolve();
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  release(): void {
    this.#release.resolve(undefined);
  }

  remove(): void {
    this.#left = 0;
    this.release();
    this.#onRemove();
  }
}

function fits(when: FaultCondition, target: FaultTarget): boolean {
  return (
    (when.operation === undefined || when.operation === target.operation) &&
    (when.method === undefined || when.method.toUpperCase() === target.method) &&
    (when.bucket === undefined || when.bucket === target.bucket) &&
    (when.partNumber === undefined || when.partNumber === target.partNumber) &&
    (when.uploadId === undefined || when.uploadId === target.uploadId) &&
    (when.key === undefined || fitsKey(when.key, target.key))
  );
}

function fitsKey(wanted: string | RegExp, key: string | undefined): boolean {
  if (key === undefined) return false;
  return typeof wanted === 'string' ? wanted === key : key.search(wanted) !== -1;
}

function endsRequest(fault: Fault): boolean {
  switch (fault.kind) {
    case 'delay':
    case 'hold':
    case 'flip-byte':
    case 'wrong-checksum':
    case 'omit-headers':
    case 'slow-read':
      return false;
    case 'cut-request':
    case 'cut-response':
    case 'answer':
    case 'drop-response':
    case 'expire-token':
    case 'throttle':
    case 'stop-reading':
      return true;
    default:
      return unreachable(fault, 'fault');
  }
}
