import type { Database } from 'better-sqlite3';

/** Remembers every statement that is prepared on `database` from here on. */
export function recordStatements(database: Database): ReadonlySet<string> {
  const recorded = new Set<string>();
  const prepare = database.prepare.bind(database);
  Object.defineProperty(database, 'prepare', {
    value: (sql: string) => {
      recorded.add(sql);
      return prepare(sql);
    },
  });
  return recorded;
}

/** The steps of SQLite's plan for a statement, its parameters unknown. */
export function planOf(database: Database, sql: string): string[] {
  const parameters = [...sql.matchAll(/\?/g)].map(() => null);
  return database
    .prepare<unknown[], { detail: string }>(`EXPLAIN QUERY PLAN ${sql}`)
    .all(...parameters)
    .map(({ detail }) => detail);
}

/**
 * The steps that go through all rows of the queue. Walking an index that a page is sorted by is
 * none: it ends with the page.
 */
export function scansOfQueue(plan: readonly string[]): string[] {
  return plan.filter(
    (step) =>
      /^SCAN (transfers|t|o)\b/.test(step) &&
      !/USING (COVERING )?INDEX transfers_by_(name|size|updated)/.test(step),
  );
}
