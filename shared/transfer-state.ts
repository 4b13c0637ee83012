import { assertNever } from './assert-never.ts';
import type { ErrorRecord } from './errors.ts';

/*
 *  queued ──► uploading ──► verifying ──► done{verified}     cancelled: from all but done and skipped
 *    ▲          │  ▲  │         │                            skipped{reason}: nothing to be sent
 *    │          ▼  │  ▼         ▼
 *  paused    waiting{why}   failed{error} ──► queued (retry)
 *
 *  A restart of the app turns uploading and verifying into queued: no run survives it.
 */

/** Why a transfer waits. Each reason has an owner that ends it: a timer, a probe or a person. */
export const waitReasons = [
  /** The back-off after a temporary error; it ends at `until`. */
  'retry',
  /** The endpoint cannot be reached; a probe ends it. */
  'offline',
  /** Credentials are expired or missing; new credentials end it. */
  'credentials',
  /** The proxy requires a password; the user enters it in the settings. */
  'proxy',
  /** The server's certificate is not trusted; a person has to fix that. */
  'certificate',
  /** OSS takes no data at this endpoint; a person chooses a bound domain. */
  'public-endpoint',
  /** OSS does not serve the account; a person settles that with OSS. */
  'suspended',
  /** Another program holds the file; checked again at `until`. */
  'source-in-use',
  /** The disk or share of the file is gone; a watch ends it, or a check at `until`. */
  'source-unavailable',
  /** The disk of this computer is full; checked again at `until`. */
  'disk-full',
  /** The object exists, and the user has to answer the conflict question. */
  'conflict',
  /** Another program sends the file (`ferry handover`); `ferry verify` ends the wait. */
  'handed-over',
] as const;
export type WaitReason = (typeof waitReasons)[number];

/** Why a transfer was not sent although nothing failed. */
export const skipReasons = [
  'exists',
  'identical',
  'not-newer',
  'already-queued',
  'symbolic-link',
  'special-file',
  'folder-read',
  'own-database',
  /** The batch is made again, and the file is no longer there. */
  'gone',
] as const;
export type SkipReason = (typeof skipReasons)[number];

/**
 * How an object was verified to be the file.
 *
 * - `crc64`: size and CRC-64 of the whole object equal those of the bytes that were read.
 * - `parts`: the server returned no CRC-64 of the whole object; each part was accepted under its
 *   CRC-64 or its Content-MD5.
 */
export const verifications = ['crc64', 'parts'] as const;
export type Verification = (typeof verifications)[number];

export type TransferState =
  | { readonly name: 'queued' }
  | { readonly name: 'uploading' }
  | { readonly name: 'verifying' }
  | {
      readonly name: 'waiting';
      readonly why: WaitReason;
      /** Wall clock, milliseconds since 1970; absent when no timer ends the wait. */
      readonly until?: number;
      readonly error?: ErrorRecord;
    }
  | { readonly name: 'paused' }
  | { readonly name: 'done'; readonly verified: Verification }
  | { readonly name: 'skipped'; readonly reason: SkipReason }
  | { readonly name: 'failed'; readonly error: ErrorRecord }
  | { readonly name: 'cancelled' };

export type StateName = TransferState['name'];

// A record, so that a new state that is missing here does not compile.
const everyState: Readonly<Record<StateName, true>> = {
  queued: true,
  uploading: true,
  verifying: true,
  waiting: true,
  paused: true,
  done: true,
  skipped: true,
  failed: true,
  cancelled: true,
};
/** State names in the order of a transfer's life. */
export const stateNames = Object.keys(everyState) as readonly StateName[];

/**
 * States that a transfer never leaves by itself. Only `retry` leaves one of them, and only
 * `failed`.
 */
export const finalStates = [
  'done',
  'skipped',
  'failed',
  'cancelled',
] as const satisfies StateName[];

export function isFinal(name: StateName): boolean {
  return (finalStates as readonly StateName[]).includes(name);
}

/**
 * States in which the engine works on a transfer. After a restart no transfer is in such a state.
 */
export const runningStates = ['uploading', 'verifying'] as const satisfies StateName[];

export function isRunning(name: StateName): boolean {
  return (runningStates as readonly StateName[]).includes(name);
}

/** An event of a transfer. */
export type TransferEvent =
  | { readonly type: 'start' }
  | { readonly type: 'verify' }
  | {
      readonly type: 'wait';
      readonly why: WaitReason;
      readonly until?: number;
      readonly error?: ErrorRecord;
    }
  /** Back to the queue: after a restart, the end of a wait, or the back-off of a retry. */
  | { readonly type: 'requeue' }
  | { readonly type: 'pause' }
  | { readonly type: 'resume' }
  | { readonly type: 'finish'; readonly verified: Verification }
  | { readonly type: 'skip'; readonly reason: SkipReason }
  | { readonly type: 'fail'; readonly error: ErrorRecord }
  | { readonly type: 'retry' }
  | { readonly type: 'cancel' };

/**
 * The states in which an event is allowed. The store builds its bulk updates from the same table.
 */
export const allowedFrom: Record<TransferEvent['type'], readonly StateName[]> = {
  start: ['queued'],
  verify: ['uploading'],
  wait: ['queued', 'uploading', 'verifying'],
  requeue: ['uploading', 'verifying', 'waiting'],
  pause: ['queued', 'uploading', 'verifying', 'waiting'],
  resume: ['paused'],
  finish: ['verifying', 'uploading'],
  skip: ['queued', 'uploading', 'verifying', 'waiting'],
  fail: ['queued', 'uploading', 'verifying', 'waiting'],
  retry: ['failed'],
  cancel: ['queued', 'uploading', 'verifying', 'waiting', 'paused', 'failed'],
};

/** The state after an allowed event. It does not depend on the previous state. */
export function stateAfter(event: TransferEvent): TransferState {
  switch (event.type) {
    case 'start':
      return { name: 'uploading' };
    case 'verify':
      return { name: 'verifying' };
    case 'wait': {
      const { type: _type, ...facts } = event;
      return { name: 'waiting', ...facts };
    }
    case 'requeue':
    case 'resume':
    case 'retry':
      return { name: 'queued' };
    case 'pause':
      return { name: 'paused' };
    case 'finish':
      return { name: 'done', verified: event.verified };
    case 'skip':
      return { name: 'skipped', reason: event.reason };
    case 'fail':
      return { name: 'failed', error: event.error };
    case 'cancel':
      return { name: 'cancelled' };
    default:
      return assertNever(event, 'transfer event');
  }
}
