import type { Database, Statement } from 'better-sqlite3';
import { finalStates } from '../../../shared/transfer-state.ts';

/**
 * The database for the operations. Statements are prepared once and cached by their text. Ferry
 * writes all SQL text; user input is always a parameter.
 *
 * Statements that change the queue use `OR FAIL`. A failed operation is undone as a whole. So
 * SQLite need not copy every changed page in order to undo half a statement.
 */
export class StoreContext {
  readonly database: Database;
  /** The main thread's wall clock when it sent the current message. */
  now = 0;
  /**
   * Ids at regular distances in long folders, by folder (`tree.ts`). An operation that removes rows
   * clears it.
   */
  readonly stridedIds = new Map<number, number[]>();
  /** Counts for the operations that change very many rows. */
  readonly counts = new RowCounts(this);
  readonly #rows = new Map<string, Statement>();
  readonly #values = new Map<string, Statement>();

  constructor(database: Database) {
    this.database = database;
  }

  /** Returns the number of changed rows. */
  run(sql: string, ...parameters: readonly unknown[]): number {
    return this.#kept(sql).run(...parameters).changes;
  }

  /** Returns the id of the added row. */
  insert(sql: string, ...parameters: readonly unknown[]): number {
    return Number(this.#kept(sql).run(...parameters).lastInsertRowid);
  }

  /** The first row; `undefined` when no row matches. */
  row(sql: string, ...parameters: readonly unknown[]): unknown {
    return this.#kept(sql).get(...parameters);
  }

  rows<Row>(sql: string, ...parameters: readonly unknown[]): Row[] {
    return this.#kept(sql).all(...parameters) as Row[];
  }

  /** The first column of the first row; `undefined` when no row matches. */
  value(sql: string, ...parameters: readonly unknown[]): unknown {
    return this.#plucked(sql).get(...parameters);
  }

  /** Like `value` for a number; `undefined` also for NULL. */
  number(sql: string, ...parameters: readonly unknown[]): number | undefined {
    const value = this.value(sql, ...parameters);
    return typeof value === 'number' ? value : undefined;
  }

  /** The first column of all rows. */
  values<Value>(sql: string, ...parameters: readonly unknown[]): Value[] {
    return this.#plucked(sql).all(...parameters) as Value[];
  }

  #kept(sql: string): Statement {
    const kept = this.#rows.get(sql);
    if (kept !== undefined) return kept;
    const statement = this.database.prepare(withStablePlan(sql));
    this.#rows.set(sql, statement);
    return statement;
  }

  #plucked(sql: string): Statement {
    const kept = this.#values.get(sql);
    if (kept !== undefined) return kept;
    const statement = this.database.prepare(withStablePlan(sql)).pluck();
    this.#values.set(sql, statement);
    return statement;
  }
}

/**
 * Hides parameters behind a unary plus, which has no other effect. Otherwise SQLite reads parameter
 * values when it plans, and prepares a statement again when they change. That costs more than most
 * statements of Ferry.
 */
function withStablePlan(sql: string): string {
  return sql.replaceAll('?', '+?');
}

/** Formats names from the code as a list for `IN`: `'queued', 'waiting'`. */
export function sqlList(names: readonly string[]): string {
  return names.map((name) => `'${name}'`).join(', ');
}

/** The columns that a row resets when it returns to the queue. */
export const backToQueue = `
  state = 'queued', why = NULL, until = NULL, error = NULL, error_code = NULL`;

/** A row as the counters see it. */
interface CountedRow {
  readonly batchId: number;
  /** `null` for a row of an earlier version that is in no folder yet. */
  readonly folderId: number | null;
  /** As stored: perhaps no known state. */
  readonly state: string;
  readonly size: number;
  readonly bytesSent: number;
}

interface StateSum {
  readonly batchId: number;
  readonly state: string;
  files: number;
  bytes: number;
  bytesSent: number;
}

interface FolderSum {
  bytes: number;
  doneBytes: number;
  readonly files: Record<(typeof finalStates)[number], number>;
}

const switchTriggers = 'UPDATE counting SET apart = ?';

const addToState = `
  UPDATE counters SET files = files + ?, bytes = bytes + ?, bytes_sent = bytes_sent + ?
    WHERE batch_id = ? AND state = ?`;

const addToFolder = `
  UPDATE folders
    SET bytes = bytes + ?, done = done + ?, done_bytes = done_bytes + ?, skipped = skipped + ?,
      failed = failed + ?, cancelled = cancelled + ?, changed_at = ?
    WHERE id = ?`;

/**
 * Sums what many changed rows mean for the counters and the folders, and writes each sum once. The
 * triggers would write five rows for each changed row. Between `begin` and `write` the triggers are
 * off, in this transaction only: every change of state, size or sent bytes has to be given to
 * `changed`, and nothing may read the counters.
 */
class RowCounts {
  readonly #database: StoreContext;
  readonly #states = new Map<string, StateSum>();
  readonly #folders = new Map<number, FolderSum>();
  #isApart = false;

  constructor(database: StoreContext) {
    this.#database = database;
  }

  /** Switches the triggers off. */
  begin(): void {
    if (this.#isApart) return;
    this.#isApart = true;
    this.#database.run(switchTriggers, 1);
  }

  /** Counts the change of a row. */
  changed(before: CountedRow, after: CountedRow): void {
    this.#countState(before, -1);
    this.#countState(after, 1);
    const { folderId } = after;
    const ends = before.state !== after.state && (isEnd(before.state) || isEnd(after.state));
    if (folderId === null || (!ends && before.size === after.size)) return;
    this.#countInFolder(folderId, before, -1);
    this.#countInFolder(folderId, after, 1);
  }

  /** Writes the sums and switches the triggers on. */
  write(): void {
    if (!this.#isApart) return;
    const database = this.#database;
    for (const { batchId, state, files, bytes, bytesSent } of this.#states.values()) {
      if (files === 0 && bytes === 0 && bytesSent === 0) continue;
      for (const batch of [batchId, 0]) {
        database.run(addToState, files, bytes, bytesSent, batch, state);
      }
    }
    for (const [id, { bytes, doneBytes, files }] of this.#folders) {
      const { done, skipped, failed, cancelled } = files;
      const ends = [done, doneBytes, skipped, failed, cancelled];
      database.run(addToFolder, bytes, ...ends, database.now, id);
    }
    database.run(switchTriggers, 0);
    this.forget();
  }

  /** Forgets the sums, because their changes were rolled back. */
  forget(): void {
    this.#isApart = false;
    this.#states.clear();
    this.#folders.clear();
  }

  #countState({ batchId, state, size, bytesSent }: CountedRow, sign: 1 | -1): void {
    const name = `${batchId} ${state}`;
    let sum = this.#states.get(name);
    if (sum === undefined) {
      sum = { batchId, state, files: 0, bytes: 0, bytesSent: 0 };
      this.#states.set(name, sum);
    }
    sum.files += sign;
    sum.bytes += sign * size;
    sum.bytesSent += sign * bytesSent;
  }

  #countInFolder(id: number, { state, size }: CountedRow, sign: 1 | -1): void {
    let sum = this.#folders.get(id);
    if (sum === undefined) {
      sum = { bytes: 0, doneBytes: 0, files: { done: 0, skipped: 0, failed: 0, cancelled: 0 } };
      this.#folders.set(id, sum);
    }
    sum.bytes += sign * size;
    if (!isEnd(state)) return;
    sum.files[state] += sign;
    if (state === 'done') sum.doneBytes += sign * size;
  }
}

function isEnd(state: string): state is keyof FolderSum['files'] {
  return (finalStates as readonly string[]).includes(state);
}
