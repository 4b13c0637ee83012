import type { AccountConditionKind } from '../../../shared/condition.ts';
import type { ErrorCode, ErrorRecord } from '../../../shared/errors.ts';
import type { LeftOut } from '../../../shared/upload/name-pattern.ts';
import type {
  SkipReason,
  StateName,
  Verification,
  WaitReason,
} from '../../../shared/transfer-state.ts';
import type { Transfer } from '../../../shared/transfer.ts';
import { assertNever } from '../../../shared/assert-never.ts';

/** A batch is in the queue. */
export interface AddedEvent {
  readonly type: 'added';
  readonly batch: number;
  readonly name: string;
  /** `oss://bucket/prefix/` or `oss://bucket/key`. */
  readonly to: string;
  readonly paths: readonly string[];
}

/** The progress of the run, at most several times a second. Sizes in bytes. */
export interface ProgressEvent {
  readonly type: 'progress';
  readonly files: Readonly<Record<StateName, number>> & { readonly total: number };
  /** `sent` includes bytes in flight and never exceeds `total`. */
  readonly bytes: { readonly sent: number; readonly total: number };
  /** Bytes a second. */
  readonly speed: number;
  readonly secondsLeft?: number;
  /** True while a scan still increases the totals. */
  readonly scanning: boolean;
  readonly running: readonly RunningFile[];
}

export interface RunningFile {
  readonly id: number;
  readonly path: string;
  readonly size: number;
  readonly sent: number;
  readonly speed: number;
}

/** A transfer has reached another state. */
export interface TransferChange {
  readonly type: 'transfer';
  readonly id: number;
  readonly batch: number;
  readonly path: string;
  readonly key: string;
  readonly state: StateName;
  readonly size: number;
  /** With `done`. */
  readonly verified?: Verification;
  /** With `skipped`. */
  readonly reason?: SkipReason;
  /** With `waiting`. */
  readonly why?: WaitReason;
  /** With `waiting`: when Ferry retries it, in milliseconds since 1970. */
  readonly until?: number;
  /** With `failed`, and with `waiting` when an error is the cause. */
  readonly error?: ErrorRecord;
}

/** A condition blocks the whole run or an account, or has ended. */
export interface WaitingEvent {
  readonly type: 'waiting';
  readonly why: AccountConditionKind | 'disk-full' | 'over';
  readonly account?: string;
  readonly error?: ErrorRecord;
}

/** A sentence for the user, with a code for programs. */
export interface NoticeEvent {
  readonly type: 'notice';
  readonly level: 'info' | 'warning' | 'error';
  readonly code: ErrorCode | NoticeCode;
  readonly message: string;
  readonly next?: string;
  readonly id?: number;
  readonly path?: string;
  readonly error?: ErrorRecord;
}

type NoticeCode =
  | 'usage'
  | 'already-queued'
  | 'left-unfinished'
  | 'options-not-applied'
  | 'proxy-not-used'
  | 'callback-failed'
  | 'conflict'
  | 'database-recovered'
  | 'interrupted'
  | 'input-failed'
  | 'nothing-to-do'
  | 'waits-for-person'
  | 'clean-up-pending'
  | 'changed'
  | 'rows-changed'
  | 'running-ferry-ended'
  | 'other-version'
  | 'no-answer';

/** The last line of every run. */
export interface SummaryEvent {
  readonly type: 'summary';
  readonly done: number;
  readonly failed: number;
  readonly skipped: number;
  /** Sizes of the done files. */
  readonly bytes: number;
  readonly cancelled: number;
  readonly waiting: number;
  readonly paused: number;
  /** Files that the interrupted run did not begin or did not finish. */
  readonly unfinished: number;
  /** Files that are stored although their callback failed. */
  readonly callbackFailed: number;
  /** Why files were skipped; counts the first 10,000 skipped files. */
  readonly skippedBecause: Readonly<Partial<Record<SkipReason, number>>>;
  /** Files that patterns excluded, one entry for each pattern. */
  readonly leftOut: readonly LeftOut[];
  readonly interrupted: boolean;
  readonly seconds: number;
}

/** The events of a run. `--json` prints each event unchanged on one line. */
export type RunEvent =
  AddedEvent | ProgressEvent | TransferChange | WaitingEvent | NoticeEvent | SummaryEvent;

type StateFields = Pick<TransferChange, 'verified' | 'reason' | 'why' | 'until' | 'error'>;

function stateFields({ state }: Transfer): StateFields {
  switch (state.name) {
    case 'queued':
    case 'uploading':
    case 'verifying':
    case 'paused':
    case 'cancelled':
      return {};
    case 'waiting':
      return {
        why: state.why,
        ...(state.until === undefined ? {} : { until: state.until }),
        ...(state.error === undefined ? {} : { error: state.error }),
      };
    case 'done':
      return { verified: state.verified };
    case 'skipped':
      return { reason: state.reason };
    case 'failed':
      return { error: state.error };
    default:
      return assertNever(state, 'transfer state');
  }
}

/** The line of a transfer, as `--json` prints it. */
export function transferChange(transfer: Transfer): TransferChange {
  return {
    type: 'transfer',
    id: transfer.id,
    batch: transfer.batchId,
    path: transfer.relativePath,
    key: transfer.key,
    state: transfer.state.name,
    size: transfer.size,
    ...stateFields(transfer),
  };
}
