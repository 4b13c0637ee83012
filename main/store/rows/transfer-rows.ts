import type { Transfer, TransferSource } from '../../../shared/transfer.ts';
import { readState } from './state-columns.ts';
import type { StateColumns } from './state-columns.ts';

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
