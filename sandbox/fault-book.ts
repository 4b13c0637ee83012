import {
  unreachable,
  type Fault,
  type FaultCondition,
  type FaultHandle,
  type FaultInjector,
  type FaultRule,
  type FaultTarget,
  type Strike,
} from './faults.ts';

/** Implements the injector, and applies its faults for the server. */
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

  /** Picks the faults that apply to a request. */
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
