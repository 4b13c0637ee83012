import type { Database, Statement } from 'better-sqlite3';
import { RowCounts } from './row-counts.ts';

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
