import { TransferError } from '../../../shared/errors.ts';
import type { Checkpoint, CommittedPart } from '../../engine/ports/transfer-store.ts';
import { formatIdentity, parseIdentity } from '../operations/transfer-rows.ts';
import type { StoreOperations } from '../store-calls.ts';
import { dropCheckpoint } from './cleanups.ts';
import type { StoreContext } from '../operations/store-context.ts';

type CheckpointOperations = Pick<
  StoreOperations,
  | 'checkpoint'
  | 'intend'
  | 'saveUploadId'
  | 'savePart'
  | 'dropParts'
  | 'saveCompleting'
  | 'dropCheckpoint'
>;

interface CheckpointRow {
  readonly partSize: number;
  readonly identity: string;
  readonly uploadId: string | null;
  readonly intendedAt: number;
  readonly completing: number;
}

interface PartRow extends Omit<CommittedPart, 'crc64Confirmed'> {
  readonly crc64Confirmed: number;
}

/**
 * Rejects a write without a row: to ignore it would lose an upload. It is a defect of the caller.
 */
function refuse(what: string, id: number): never {
  const detail = `${what} of transfer ${id} has no checkpoint to be written to`;
  throw new TransferError({ code: 'database-failed', detail });
}

/** @throws TransferError `database-damaged` when the source's identity cannot be read. */
export function readCheckpoint(context: StoreContext, id: number): Checkpoint | undefined {
  const row = context.row(
    `SELECT part_size AS partSize, identity, upload_id AS uploadId, intended_at AS intendedAt,
        completing FROM checkpoints WHERE transfer_id = ?`,
    id,
  ) as CheckpointRow | undefined;
  if (row === undefined) return undefined;
  const identity = parseIdentity(row.identity);
  if (identity === undefined) {
    const detail = `The checkpoint of transfer ${id} cannot be read`;
    throw new TransferError({ code: 'database-damaged', detail });
  }
  const parts = context.rows<PartRow>(
    `SELECT number, size, etag, crc64, crc64_confirmed AS crc64Confirmed
      FROM parts WHERE transfer_id = ? ORDER BY number`,
    id,
  );
  return {
    partSize: row.partSize,
    identity,
    ...(row.uploadId === null ? {} : { uploadId: row.uploadId }),
    intendedAt: row.intendedAt,
    parts: parts.map((part) => ({ ...part, crc64Confirmed: part.crc64Confirmed === 1 })),
    completing: row.completing === 1,
  };
}

export function checkpointOperations(context: StoreContext): CheckpointOperations {
  const setBytesSent = (id: number, bytes: number): void => {
    const set = `
      UPDATE transfers SET bytes_sent = ?, updated_at = ? WHERE id = ? AND state <> 'done'`;
    context.run(set, bytes, context.now, id);
  };

  const drop = (id: number, upload: 'abort-upload' | 'keep-upload'): void => {
    dropCheckpoint(context, id, upload);
    setBytesSent(id, 0);
  };

  return {
    checkpoint: (id) => readCheckpoint(context, id),

    intend: (id, intent) => {
      drop(id, 'abort-upload');
      context.run(
        `INSERT INTO checkpoints (transfer_id, part_size, identity, intended_at)
          VALUES (?, ?, ?, ?)`,
        id,
        intent.partSize,
        formatIdentity(intent.identity),
        intent.at,
      );
      context.run('UPDATE transfers SET size = ? WHERE id = ?', intent.identity.size, id);
    },

    saveUploadId: (id, uploadId) => {
      const save = 'UPDATE checkpoints SET upload_id = ? WHERE transfer_id = ?';
      if (context.run(save, uploadId, id) === 0) refuse('The uploadId', id);
    },

    savePart: (id, part) => {
      const find = 'SELECT upload_id FROM checkpoints WHERE transfer_id = ?';
      if (typeof context.value(find, id) !== 'string') refuse('A part', id);
      const before =
        context.number(
          'SELECT size FROM parts WHERE transfer_id = ? AND number = ?',
          id,
          part.number,
        ) ?? 0;
      context.run(
        `INSERT OR REPLACE INTO parts (transfer_id, number, size, etag, crc64, crc64_confirmed)
          VALUES (?, ?, ?, ?, ?, ?)`,
        id,
        part.number,
        part.size,
        part.etag,
        part.crc64,
        part.crc64Confirmed ? 1 : 0,
      );
      context.run(
        `UPDATE OR FAIL transfers SET bytes_sent = bytes_sent + ?, attempts = 0, updated_at = ?
          WHERE id = ?`,
        part.size - before,
        context.now,
        id,
      );
    },

    dropParts: (id, numbers) => {
      const forget = `
        DELETE FROM parts
          WHERE transfer_id = ? AND number IN (SELECT value FROM json_each(?))`;
      context.run(forget, id, JSON.stringify(numbers));
      const sum = 'SELECT coalesce(sum(size), 0) FROM parts WHERE transfer_id = ?';
      setBytesSent(id, context.number(sum, id) ?? 0);
    },

    saveCompleting: (id) => {
      const save = 'UPDATE checkpoints SET completing = 1 WHERE transfer_id = ?';
      if (context.run(save, id) === 0) refuse('The completion', id);
    },

    dropCheckpoint: drop,
  };
}
