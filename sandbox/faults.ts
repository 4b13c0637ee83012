import type { OperationName } from './rules/operation.ts';

/** A fault in the handling of a request. Sizes in bytes, times in milliseconds. */
export type Fault =
  /** Waits before the request is handled, or before its response is sent. */
  | { readonly kind: 'delay'; readonly milliseconds: number; readonly point?: FaultPoint }
  /** Waits until the handle's `release()`. */
  | { readonly kind: 'hold'; readonly point?: FaultPoint }
  /** Resets the connection after that many bytes of the body; nothing is stored. */
  | { readonly kind: 'cut-request'; readonly afterBytes: number }
  /** Ends the connection after that many bytes of the response body; the effect stays. */
  | { readonly kind: 'cut-response'; readonly afterBytes: number }
  /** Sends this response and does not run the operation. */
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: string | Uint8Array;
    }
  /** Runs the operation, then resets the connection instead of responding. */
  | { readonly kind: 'drop-response' }
  /** Inverts the byte at that offset of the body, like a transmission error. */
  | { readonly kind: 'flip-byte'; readonly at: number }
  /** Sends a CRC-64 that differs from the object's in one bit, the lowest unless named. */
  | { readonly kind: 'wrong-checksum'; readonly bit?: number }
  /** Leaves headers out of the response. */
  | { readonly kind: 'omit-headers'; readonly names: readonly string[] }
  /** The token that signed the request is expired from now on. */
  | { readonly kind: 'expire-token' }
  /** Responds with 503 as OSS does above a rate limit. */
  | { readonly kind: 'throttle'; readonly retryAfterMilliseconds?: number }
  /** Half-open connection: stops reading the body, and never responds. */
  | { readonly kind: 'stop-reading'; readonly afterBytes?: number }
  /** Reads the body at most at this speed. */
  | { readonly kind: 'slow-read'; readonly bytesPerSecond: number };

/** `request`: before the operation. `response`: after the effect, before the response. */
export type FaultPoint = 'request' | 'response';

/** Selects the requests of a fault: every given field must match. */
export interface FaultCondition {
  readonly operation?: OperationName;
  readonly method?: string;
  readonly bucket?: string;
  readonly key?: string | RegExp;
  readonly partNumber?: number;
  readonly uploadId?: string;
}

/** A fault and the condition for it. */
export interface FaultRule {
  readonly when: FaultCondition;
  /** How many requests the fault affects; the default is 1, Infinity is allowed. */
  readonly times?: number;
  /** How many matching requests run without the fault first. */
  readonly after?: number;
  readonly fault: Fault;
}

/** Controls one added fault, for a test. */
export interface FaultHandle {
  /** How many requests the fault has affected. */
  readonly fired: number;
  /**
   * Resolves when the fault affects its next request; at once if no caller has waited for an
   * earlier hit.
   */
  nextFired(): Promise<void>;
  /** Releases every request that this fault holds, now and later. */
  release(): void;
  /** Ends the fault and releases the requests that it holds. */
  remove(): void;
}

/** Adds faults to a running sandbox. */
export interface FaultInjector {
  /**
   * Rules are tried in the order of their addition. Faults that change how a request runs (delay,
   * hold, slow-read, flip-byte, wrong-checksum, omit-headers) combine. The first fault that ends
   * the request (every other kind) leaves the remaining rules for later requests.
   */
  add(rule: FaultRule): FaultHandle;
  /** Removes every fault. */
  clear(): void;
}

/** The facts of a request that a rule compares. */
export interface FaultTarget {
  readonly operation: OperationName | undefined;
  readonly method: string;
  readonly bucket: string | undefined;
  readonly key: string | undefined;
  readonly partNumber: number | undefined;
  readonly uploadId: string | undefined;
}

/** A fault that affects a request, with the promise that a hold waits for. */
export interface Strike {
  readonly fault: Fault;
  readonly released: Promise<void>;
}

/**
 * Closes a `switch` over a union: the compiler rejects the call as soon as a member is not
 * handled.
 *
 * @throws always, naming the value, if an unknown member arrives at run time.
 */
export function unreachable(value: never, what: string): never {
  throw new Error(`Unknown ${what}: ${JSON.stringify(value)}`);
}
