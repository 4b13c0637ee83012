import type { OperationName } from './rules/operation.ts';

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
