import type { Database, Statement } from 'better-sqlite3';

/**
 * The database as the operations use it: statements are prepared once and kept by their text, which
 * is always ours; what people typed travels as a parameter.
 *
 * Statements that change the queue say `OR FAIL`. An operation that fails is undone as a whole, and
 * SQLite need not copy every page it touches to undo half a statement.
 */
export class StoreContext {
  readonly database: Database;
  /** The main thread's wall clock when it sent the message that is being answered. */
  now = 0;
  readonly #rows = new Map<string, Statement>();
  readonly #values = new Map<string, Statement>();

  constructor(database: Database) {
    this.database = database;
  }

  /** Returns how many rows were changed. */
  run(sql: string, ...parameters: readonly unknown[]): number {
    return this.#kept(sql).run(...parameters).changes;
  }

  /** Returns the id of the row that was added. */
  insert(sql: string, ...parameters: readonly unknown[]): number {
    return Number(this.#kept(sql).run(...parameters).lastInsertRowid);
  }

  /** `undefined` when there is none. */
  row(sql: string, ...parameters: readonly unknown[]): unknown {
    return this.#kept(sql).get(...parameters);
  }

  rows<Row>(sql: string, ...parameters: readonly unknown[]): Row[] {
    return this.#kept(sql).all(...parameters) as Row[];
  }

  /** The first column of the first row; `undefined` when there is none. */
  value(sql: string, ...parameters: readonly unknown[]): unknown {
    return this.#plucked(sql).get(...parameters);
  }

  /** The same for a number; `undefined` for NULL too. */
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
 * SQLite looks at the values of parameters when it plans, and prepares a statement anew when they
 * change, which costs more than most of ours do. It does not look behind a unary plus, which has no
 * other effect.
 */
function withStablePlan(sql: string): string {
  return sql.replaceAll('?', '+?');
}

/** `'queued', 'waiting'`: names of our own as a list for `IN`. */
export function sqlList(names: readonly string[]): string {
  return names.map((name) => `'${name}'`).join(', ');
}

/** What a row loses when it goes back to the queue. */
export const backToQueue = `
  state = 'queued', why = NULL, until = NULL, error = NULL, error_code = NULL`;
