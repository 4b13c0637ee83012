import { assertNever } from '../../../shared/assert-never.ts';
import { errorCodes, TransferError, type ErrorRecord } from '../../../shared/errors.ts';
import {
  skipReasons,
  stateNames,
  type TransferState,
  verifications,
  waitReasons,
} from '../../../shared/transfer-state.ts';
import type { Transfer, TransferSource, SourceIdentity } from '../../../shared/transfer.ts';

export interface TransferRow extends StateColumns {
  readonly id: number;
  readonly batchId: number;
  readonly accountId: string;
  readonly bucket: string;
  readonly key: string;
  readonly sourceKind: string;
  readonly sourcePath: string;
  readonly sourceName: string | null;
  readonly relativePath: string;
  readonly size: number;
  readonly lane: string;
  readonly identity: string | null;
  readonly bytesSent: number;
  readonly attempts: number;
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** The columns of a TransferRow, from `transfers AS t` joined with `buckets AS b`. */
export const transferColumns = `
  t.id, t.batch_id AS batchId, b.account_id AS accountId, b.name AS bucket, t.key,
  t.source_kind AS sourceKind, t.source_path AS sourcePath, t.source_name AS sourceName,
  t.relative_path AS relativePath, t.size, t.lane, t.identity, t.state, t.why, t.until, t.error,
  t.bytes_sent AS bytesSent, t.attempts, t.created_at AS createdAt, t.updated_at AS updatedAt`;

/** Returns `undefined` for an unknown kind. */
function readSource(row: TransferRow): TransferSource | undefined {
  const path = row.sourcePath;
  switch (row.sourceKind) {
    case 'file':
    case 'folder-marker':
      return { kind: row.sourceKind, path };
    case 'blob':
      return { kind: 'blob', path, name: row.sourceName ?? row.relativePath };
    default:
      return undefined;
  }
}

export function toTransfer(row: TransferRow): Transfer {
  const source = readSource(row);
  const detail = `Unreadable stored source ${JSON.stringify(row.sourceKind).slice(0, 200)}`;
  return {
    id: row.id,
    batchId: row.batchId,
    accountId: row.accountId,
    bucket: row.bucket,
    key: row.key,
    source: source ?? { kind: 'file', path: row.sourcePath },
    relativePath: row.relativePath,
    size: row.size,
    state:
      source === undefined
        ? { name: 'failed', error: { code: 'internal', detail } }
        : readState(row),
    bytesSent: row.bytesSent,
    attempts: row.attempts,
    createdAt: row.createdAt,
    updatedAt: row.updatedAt,
  };
}

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

/** Parses a JSON column; `undefined` when it is empty or not JSON. */
export function parseColumn(text: string | null): unknown {
  if (text === null) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function hasTexts<Name extends string>(
  value: unknown,
  names: readonly Name[],
): value is Record<Name, string> {
  return (
    typeof value === 'object' &&
    value !== null &&
    names.every((name) => typeof (value as Record<string, unknown>)[name] === 'string')
  );
}

export function parseError(text: string | null): ErrorRecord | undefined {
  const value = parseColumn(text);
  if (!hasTexts(value, ['code'])) return undefined;
  return (errorCodes as readonly string[]).includes(value.code)
    ? (value as ErrorRecord)
    : undefined;
}

/** Formats with a fixed order of fields, so that equal identities are equal texts. */
export function formatIdentity(identity: SourceIdentity): string {
  const { device, inode, size, modified, changed } = identity;
  return JSON.stringify({ device, inode, size, modified, changed });
}

export function parseIdentity(text: string | null): SourceIdentity | undefined {
  const value = parseColumn(text);
  if (!hasTexts(value, ['device', 'inode', 'modified', 'changed'])) return undefined;
  return 'size' in value && Number.isSafeInteger(value.size)
    ? (value as SourceIdentity)
    : undefined;
}

/**
 * Parses a JSON column that has no substitute, such as the options of a batch. Sending a file
 * without its ACL would be worse than not sending it.
 *
 * @throws TransferError `database-damaged`
 */
export function requireColumn(text: string, what: string): object {
  const value = parseColumn(text);
  if (typeof value === 'object' && value !== null) return value;
  throw new TransferError({
    code: 'database-damaged',
    detail: `The stored ${what} cannot be read`,
  });
}
