import type { ErrorRecord } from '../../../shared/errors.ts';

/** The only source of time in the engine; the simulation replaces it. */
export interface Clock {
  /**
   * Wall clock in milliseconds since 1970. It may jump: only shown, stored, and used for `until`.
   */
  now(): number;
  /**
   * Milliseconds since a fixed moment. It never jumps and stands still while the computer sleeps.
   */
  monotonic(): number;
  /**
   * Resolves after `milliseconds` of monotonic time.
   * Rejects with `signal.reason` as soon as `signal` aborts.
   */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
}

/** Random numbers; a seed determines them in a simulation. */
export interface Random {
  /** A number in [0, 1). */
  next(): number;
}

/**
 * Sleep and network events of this computer. Without a desktop an implementation emits no events.
 */
export interface Power {
  /** Calls `listener` on each event. Returns the unsubscribe function. */
  subscribe(listener: (event: PowerEvent) => void): () => void;
  /** Keeps the computer awake only while `busy` is true, which means that bytes move. */
  setBusy(busy: boolean): void;
}

export type PowerEvent = { readonly name: 'suspend' | 'resume' } | NetworkChange;

/** Addresses of this computer were added or removed. */
export interface NetworkChange {
  readonly name: 'network-changed';
  /** Removed addresses, in the system's notation; connections from other addresses continue. */
  readonly lost: readonly string[];
}

/**
 * One line of the log: a closed list of typed fields without free text. A field that is not listed
 * here cannot be logged, so a secret cannot be logged either.
 */
export interface LogEntry {
  readonly event: LogEvent;
  readonly transferId?: number;
  readonly batchId?: number;
  readonly partNumber?: number;
  readonly bytes?: number;
  readonly count?: number;
  readonly milliseconds?: number;
  readonly error?: ErrorRecord;
}

type LogEvent =
  | 'engine-started'
  | 'engine-stopped'
  | 'engine-failed'
  | 'scan-finished'
  | 'scan-resumed'
  | 'transfer-started'
  | 'transfer-resumed'
  | 'transfer-finished'
  | 'transfer-waits'
  | 'transfer-failed'
  | 'attempt-failed'
  | 'part-repeated'
  | 'upload-restarted'
  | 'upload-aborted'
  | 'orphan-aborted'
  | 'clock-corrected'
  | 'went-offline'
  | 'came-online'
  | 'connections-stalled'
  | 'source-returned'
  | 'account-stopped'
  | 'queue-not-noted'
  | 'control-unavailable';

export interface Log {
  write(level: 'info' | 'warning' | 'error', entry: LogEntry): void;
}
