import { finalStates, isFinal } from '../../../shared/transfer-state.ts';
import { selectRows } from '../operations/selection.ts';
import { sqlList, type StoreContext } from '../operations/store-context.ts';
import type { StoreOperations } from '../store-calls.ts';
import { removeEmptyBatches } from './batches.ts';
import { frontOfQueue, removeInPortions, spoolGone } from './commands.ts';

type BinOperations = Pick<StoreOperations, 'putAside' | 'moveFirst' | 'bringBack' | 'emptyBins'>;

/** Rows of one portion: about 30 ms. */
const rowsAtOnce = 2000;

/** Tables whose rows belong to a transfer, parents first. */
const ofTransfers = ['checkpoints', 'parts', 'failed_attempts'] as const;
/** States in which "send first" moves a row. */
const movable = ['queued', 'waiting', 'paused'] as const;

export function binOperations(context: StoreContext): BinOperations {
  const columns = new Map<string, readonly string[]>();
  const columnsOf = (table: string): readonly string[] => {
    const known = columns.get(table);
    if (known !== undefined) return known;
    const find = 'SELECT name FROM pragma_table_info(?) ORDER BY cid';
    const names = context.values<string>(find, table);
    columns.set(table, names);
    return names;
  };

  /** Copies rows of a bin back; a row that exists again meanwhile stays as it is. */
  const copyBack = (table: string, where: string, ...parameters: readonly unknown[]): void => {
    const names = columnsOf(table).join(', ');
    const copy = `INSERT OR IGNORE INTO ${table} (${names}) SELECT ${names} FROM binned_${table}`;
    context.run(`${copy} WHERE ${where}`, ...parameters);
  };

  /** The next rows of the bins that meet a condition, as a JSON list of ids. */
  const portionOf = (where: string, ...parameters: readonly unknown[]): readonly number[] =>
    context.values<number>(
      `SELECT id FROM binned_transfers WHERE ${where} ORDER BY bin, id LIMIT ${rowsAtOnce}`,
      ...parameters,
    );

  const drop = (ids: string, where: string, ...parameters: readonly unknown[]): void => {
    const listed = '(SELECT value FROM json_each(?))';
    context.run(
      `DELETE FROM binned_transfers WHERE id IN ${listed} AND ${where}`,
      ids,
      ...parameters,
    );
    for (const table of ofTransfers) {
      context.run(
        `DELETE FROM binned_${table} WHERE transfer_id IN ${listed} AND ${where}`,
        ...[ids, ...parameters],
      );
    }
  };

  const forget = (where: string, ...parameters: readonly unknown[]): void => {
    for (const table of ['batches', 'batch_roots', 'moves', 'positions']) {
      context.run(`DELETE FROM binned_${table} WHERE ${where}`, ...parameters);
    }
  };

  /** The clean-ups that `remove` queues at once. */
  const queueCleanups = (ids: string, where: string, ...parameters: readonly unknown[]): void => {
    const inPortion = `t.id IN (SELECT value FROM json_each(?)) AND ${where}`;
    context.run(
      `INSERT OR IGNORE INTO cleanups (kind, bucket_id, key, upload_id, intended_at, due_at)
        SELECT iif(c.upload_id IS NULL, 'find-orphan', 'abort-upload'),
            t.bucket_id, t.key, c.upload_id, c.intended_at, ?
          FROM binned_transfers AS t
            JOIN binned_checkpoints AS c ON c.bin = t.bin AND c.transfer_id = t.id
          WHERE ${inPortion}`,
      ...[context.now, ids, ...parameters],
    );
    context.run(
      `INSERT OR IGNORE INTO cleanups (kind, path, due_at)
        SELECT 'remove-spool', t.source_path, ? FROM binned_transfers AS t
          WHERE ${inPortion} AND t.source_kind = 'blob' AND t.state NOT IN (${sqlList(spoolGone)})`,
      ...[context.now, ids, ...parameters],
    );
  };

  /** The folders of a removed batch are gone: it is sorted again when the user opens it. */
  const leaveLostFolders = (bin: number, list: string): void => {
    const lost = `
      bin = ? AND id IN (SELECT value FROM json_each(?)) AND folder_id IS NOT NULL
        AND NOT EXISTS (SELECT 1 FROM folders WHERE folders.id = binned_transfers.folder_id)`;
    context.run(
      `UPDATE batches SET has_folders = 0
        WHERE id IN (SELECT batch_id FROM binned_transfers WHERE ${lost})`,
      ...[bin, list],
    );
    context.run(`UPDATE binned_transfers SET folder_id = NULL WHERE ${lost}`, bin, list);
  };

  const restoreRows = (bin: number): number => {
    const ids = portionOf('bin = ?', bin);
    if (ids.length === 0) return 0;
    const list = JSON.stringify(ids);
    const batches = `
      SELECT batch_id FROM binned_transfers
        WHERE bin = ? AND id IN (SELECT value FROM json_each(?))`;
    copyBack('batches', `bin = ? AND id IN (${batches})`, bin, bin, list);
    copyBack('batch_roots', `bin = ? AND batch_id IN (${batches})`, bin, bin, list);
    leaveLostFolders(bin, list);
    copyBack('transfers', 'bin = ? AND id IN (SELECT value FROM json_each(?))', bin, list);
    // A scan may have found the file again meanwhile: then the row of before gives way.
    queueCleanups(list, 't.bin = ? AND t.id NOT IN (SELECT id FROM transfers)', bin);
    const inPortion = 'bin = ? AND transfer_id IN (SELECT value FROM json_each(?))';
    copyBack(
      'checkpoints',
      `${inPortion} AND transfer_id IN (SELECT id FROM transfers)`,
      bin,
      list,
    );
    copyBack(
      'parts',
      `${inPortion} AND transfer_id IN (SELECT transfer_id FROM checkpoints)`,
      ...[bin, list],
    );
    copyBack(
      'failed_attempts',
      `${inPortion} AND transfer_id IN (SELECT id FROM transfers)`,
      ...[bin, list],
    );
    context.stridedIds.clear();
    drop(list, 'bin = ?', bin);
    return ids.length;
  };

  const restorePositions = (bin: number): number => {
    const position = context.number('SELECT position FROM binned_moves WHERE bin = ?', bin);
    if (position === undefined) return 0;
    return context.run(
      `UPDATE transfers
        SET position = coalesce(
          (SELECT position FROM binned_positions WHERE bin = ? AND transfer_id = transfers.id), 0)
        WHERE id IN (
          SELECT id FROM transfers INDEXED BY transfers_by_queue
            WHERE state IN (${sqlList(movable)}) AND position = ? LIMIT ${rowsAtOnce})`,
      ...[bin, position],
    );
  };

  return {
    putAside: (selection, bin, states = finalStates) => {
      const rows = selectRows(selection, states.filter(isFinal));
      const from = `FROM transfers AS t ${rows.hint} WHERE ${rows.where}`;
      const batchIds = context.values<number>(
        `SELECT DISTINCT t.batch_id ${from}`,
        ...rows.parameters,
      );
      context.run(`INSERT INTO binned_transfers SELECT ?, t.* ${from}`, bin, ...rows.parameters);
      for (const table of ofTransfers) {
        context.run(
          `INSERT INTO binned_${table} SELECT ?, c.*
            FROM ${table} AS c CROSS JOIN transfers AS t ON t.id = c.transfer_id
            WHERE ${rows.where}`,
          ...[bin, ...rows.parameters],
        );
      }
      context.stridedIds.clear();
      const removed = removeInPortions(context, from, rows.parameters);
      removeEmptyBatches(context, batchIds);
      return removed;
    },

    moveFirst: (selection, bin) => {
      const rows = selectRows(selection, [...movable]);
      const front = frontOfQueue(context);
      context.run('INSERT OR REPLACE INTO binned_moves (bin, position) VALUES (?, ?)', bin, front);
      context.run(
        `INSERT OR REPLACE INTO binned_positions (bin, transfer_id, position)
          SELECT ?, t.id, t.position FROM transfers AS t ${rows.hint}
            WHERE ${rows.where} AND t.position <> 0`,
        ...[bin, ...rows.parameters],
      );
      return context.run(
        `UPDATE OR FAIL transfers AS t ${rows.hint} SET position = ? WHERE ${rows.where}`,
        ...[front, ...rows.parameters],
      );
    },

    bringBack: (bin) => {
      const rows = restoreRows(bin) + restorePositions(bin);
      const isLast = rows === 0;
      if (isLast) forget('bin = ?', bin);
      return { rows, isLast };
    },

    emptyBins: (kept) => {
      const list = JSON.stringify(kept);
      const others = 'bin NOT IN (SELECT value FROM json_each(?))';
      const found = portionOf(others, list);
      if (found.length === 0) forget(others, list);
      const ids = JSON.stringify(found);
      queueCleanups(ids, `t.${others}`, list);
      drop(ids, others, list);
      return found.length === 0;
    },
  };
}
