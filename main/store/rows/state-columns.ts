import { assertNever } from '../../../shared/assert-never.ts';
import {
  skipReasons,
  stateNames,
  type TransferState,
  verifications,
  waitReasons,
} from '../../../shared/transfer-state.ts';
import { parseError } from './json-columns.ts';

/** A state as columns of the table `transfers`. */
export interface StateColumns {
  readonly state: string;
  /** The wait reason, the skip reason, or the verification. */
  readonly why: string | null;
  readonly until: number | null;
  /** An ErrorRecord as JSON. */
  readonly error: string | null;
}

function isIn<Member extends string>(
  members: readonly Member[],
  text: string | null,
): text is Member {
  return members.some((member) => member === text);
}

function unreadable(columns: StateColumns): TransferState {
  const stored = JSON.stringify([columns.state, columns.why]).slice(0, 200);
  return {
    name: 'failed',
    error: { code: 'internal', detail: `Unreadable stored state ${stored}` },
  };
}

function readWaiting(columns: StateColumns): TransferState {
  if (!isIn(waitReasons, columns.why)) return unreadable(columns);
  const error = parseError(columns.error);
  return {
    name: 'waiting',
    why: columns.why,
    ...(columns.until === null ? {} : { until: columns.until }),
    ...(error === undefined ? {} : { error }),
  };
}

/** The state of a row. An unreadable state becomes a failed transfer, never a crash. */
export function readState(columns: StateColumns): TransferState {
  const name = columns.state;
  if (!isIn(stateNames, name)) return unreadable(columns);
  switch (name) {
    case 'queued':
    case 'uploading':
    case 'verifying':
    case 'paused':
    case 'cancelled':
      return { name };
    case 'waiting':
      return readWaiting(columns);
    case 'done':
      return isIn(verifications, columns.why)
        ? { name, verified: columns.why }
        : unreadable(columns);
    case 'skipped':
      return isIn(skipReasons, columns.why) ? { name, reason: columns.why } : unreadable(columns);
    case 'failed': {
      const error = parseError(columns.error);
      return error === undefined ? unreadable(columns) : { name, error };
    }
    default:
      return assertNever(name, 'transfer state');
  }
}

/** The columns of a state, `error_code` included: it is set for failed rows only. */
export function stateColumns(state: TransferState): StateColumns & { errorCode: string | null } {
  const plain = { state: state.name, why: null, until: null, error: null, errorCode: null };
  switch (state.name) {
    case 'queued':
    case 'uploading':
    case 'verifying':
    case 'paused':
    case 'cancelled':
      return plain;
    case 'waiting': {
      const error = state.error === undefined ? null : JSON.stringify(state.error);
      return { ...plain, why: state.why, until: state.until ?? null, error };
    }
    case 'done':
      return { ...plain, why: state.verified };
    case 'skipped':
      return { ...plain, why: state.reason };
    case 'failed':
      return { ...plain, error: JSON.stringify(state.error), errorCode: state.error.code };
    default:
      return assertNever(state, 'transfer state');
  }
}
