import type { Batch } from '../../../shared/transfer.ts';
import type { ConflictPolicy } from '../../../shared/upload/upload-options.ts';
import { requireColumn } from './json-columns.ts';

export interface BatchRow {
  readonly id: number;
  readonly name: string;
  readonly accountId: string;
  readonly bucket: string;
  readonly prefix: string;
  readonly conflictPolicy: string;
  readonly options: string;
  readonly scanOptions: string;
  readonly createdAt: number;
  readonly scan: string;
}

/** The columns of a BatchRow, from `batches AS a` joined with `buckets AS b`. */
export const batchColumns = `
  a.id, a.name, b.account_id AS accountId, b.name AS bucket, a.prefix,
  a.conflict_policy AS conflictPolicy, a.options, a.scan_options AS scanOptions,
  a.created_at AS createdAt, a.scan`;

/** @throws TransferError `database-damaged` when the options cannot be read. */
export function toBatch(row: BatchRow): Batch {
  return {
    id: row.id,
    name: row.name,
    destination: { accountId: row.accountId, bucket: row.bucket, prefix: row.prefix },
    conflictPolicy: row.conflictPolicy as ConflictPolicy,
    options: requireColumn(row.options, 'upload options'),
    scanOptions: requireColumn(row.scanOptions, 'scan options'),
    createdAt: row.createdAt,
    scan: row.scan === 'complete' ? 'complete' : 'scanning',
  };
}
