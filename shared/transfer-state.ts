import { assertNever } from './assert-never.ts';
import type { ErrorRecord } from './errors.ts';

/*
 *  queued ──► uploading ──► verifying ──► done{verified}     cancelled: from all but done and skipped
 *    ▲          │  ▲  │         │                            skipped{reason}: nothing to be sent
 *    │          ▼  │  ▼         ▼
 *  paused    waiting{why}   failed{error} ──► queued (retry)
 *
 *  A restart of the app turns uploading and verifying into queued: nothing runs without us.
 */

/**
 * Why a transfer waits. Each reason is watched by somebody: a timer, a probe, or a person who was
 * asked. There is no reason that nobody watches.
 */
export const waitReasons = [
  /** The back-off after a passing error; `until` says when it ends. */
  'retry',
  /** The endpoint cannot be reached; a cheap probe watches. */
  'offline',
  /** Credentials expired or are missing; signing in again ends it. */
  'credentials',
  /** The proxy wants a password; settings end it. */
  'proxy',
  /** The server's certificate is not trusted; a person who mends that ends it. */
  'certificate',
  /** Another program holds the file; looked at again at `until`. */
  'source-in-use',
  /** The disk or share the file lies on is gone: watched, or looked at again at `until`. */
  'source-unavailable',
  /** This computer's disk is full; looked at again at `until`. */
  'disk-full',
  /** The object exists and the person was asked what to do. */
  'conflict',
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
] as const;
export type SkipReason = (typeof skipReasons)[number];

/**
 * How an object was shown to be the file.
 *
 * - `crc64`: size and CRC-64 of the whole object equal those of the bytes that were read.
 * - `parts`: the server sent no CRC-64 of the whole object; every part by itself was accepted under
 *   its CRC-64 or its Content-MD5.
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

// A record, so that a state that is added and forgotten here does not compile.
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
/** In the order of a transfer's life. */
export const stateNames = Object.keys(everyState) as readonly StateName[];

/** States a transfer never leaves by itself. Only `retry` leads out, and only from `failed`. */
export const finalStates = [
  'done',
  'skipped',
  'failed',
  'cancelled',
] as const satisfies StateName[];

export function isFinal(name: StateName): boolean {
  return (finalStates as readonly StateName[]).includes(name);
}

/** States in which the engine works on a transfer. A restart leaves none in them. */
export const runningStates = ['uploading', 'verifying'] as const satisfies StateName[];

export function isRunning(name: StateName): boolean {
  return (runningStates as readonly StateName[]).includes(name);
}

/** What happened to a transfer. */
export type TransferEvent =
  | { readonly type: 'start' }
  | { readonly type: 'verify' }
  | {
      readonly type: 'wait';
      readonly why: WaitReason;
      readonly until?: number;
      readonly error?: ErrorRecord;
    }
  /** Back to the queue: a restart, the end of a wait, or a retry whose turn has come. */
  | { readonly type: 'requeue' }
  | { readonly type: 'pause' }
  | { readonly type: 'resume' }
  | { readonly type: 'finish'; readonly verified: Verification }
  | { readonly type: 'skip'; readonly reason: SkipReason }
  | { readonly type: 'fail'; readonly error: ErrorRecord }
  | { readonly type: 'retry' }
  | { readonly type: 'cancel' };

/** From which states an event may come. The store builds its bulk updates from the same table. */
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

/**
 * The one transition function.
 *
 * @throws Error when `event` is not allowed in `state`: a defect of the caller, never of the data.
 */
export function transition(state: TransferState, event: TransferEvent): TransferState {
  if (!allowedFrom[event.type].includes(state.name)) {
    throw new Error(`A transfer that is ${state.name} cannot ${event.type}`);
  }
  return stateAfter(event);
}

/** The state an allowed event leads to. It does not depend on the state before. */
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
