import type { Database } from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openDatabase } from '../../../main/store/database/open-database.ts';
import { allMigrations } from '../../../main/store/migrations/all-migrations.ts';
import { StoreSession } from '../../../main/store/store-session.ts';
import type { StoreCall } from '../../../main/store/store-calls.ts';
import { planOf, scansOfQueue } from './recorded-statements.ts';
import { newBatch } from './sample-rows.ts';

const rows = 200_000;
const folder = mkdtempSync(path.join(tmpdir(), 'ferry-long-queue-'));
const options = {
  file: path.join(folder, 'queue.db'),
  migrations: allMigrations,
  backups: false,
  openedAt: 0,
};
const session = { backups: false, onDiskFull: () => undefined };

/** What a start asks for, before a person sees the window. */
const start: readonly StoreCall[] = [
  ['settings'],
  ['accounts'],
  ['recover'],
  ['unfinishedRoots'],
  ['wake', 10],
  ['cleanupBacklog'],
  ['claim', 'small', 16, []],
  ['claim', 'large', 3, []],
  ['counters'],
  ['batches', 20],
  ['page', {}, { by: 'queue', descending: false }, { offset: 0, limit: 60 }],
  ['page', { states: ['queued'] }, { by: 'queue', descending: true }, { offset: 0, limit: 60 }],
];

/** Most rows are done or belong to an account that is blocked; the last few can be claimed. */
function fill(database: Database): void {
  database.exec(`
    WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < ${rows})
    INSERT INTO transfers
        (batch_id, bucket_id, key, source_kind, source_path, relative_path, size, lane, state, why,
          created_at, updated_at)
      SELECT iif(n <= ${rows - 20}, 1, 2), iif(n <= ${rows - 20}, 1, 2), 'key/' || n, 'file',
          '/data/me/pictures/' || n, 'pictures/' || n, n, 'small', iif(n % 2, 'done', 'queued'),
          iif(n % 2, 'crc64', NULL), 1, n
        FROM numbers`);
}

beforeAll(async () => {
  const queue = await openDatabase(options);
  const adding = new StoreSession(queue, session);
  const to = (accountId: string): StoreCall => {
    const destination = { accountId, bucket: 'pictures', prefix: '' };
    return ['addBatch', newBatch({ destination, roots: [] })];
  };
  adding.commit([to('blocked'), to('work')], 1);
  fill(queue.database);
  await adding.close();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe(`a start with ${rows} rows`, () => {
  it('goes through none of them', async () => {
    const run: string[] = [];
    const queue = await openDatabase({ ...options, verbose: (sql) => void run.push(String(sql)) });
    const started = new StoreSession(queue, session);
    const { results, failures } = started.commit(start, 1);
    const statements = [...new Set(run)].filter((sql) => /^\s*(SELECT|UPDATE|INSERT)/.test(sql));
    expect(failures).toEqual([]);
    expect(results[6]).toHaveLength(16);
    expect(statements.length).toBeGreaterThan(20);
    expect(run.filter((sql) => sql.includes('quick_check'))).toEqual([]);
    expect(statements.flatMap((sql) => scansOfQueue(planOf(queue.database, sql)))).toEqual([]);
    await started.close();
  });

  it('finds what can be sent behind a blocked account', async () => {
    const queue = await openDatabase(options);
    const started = new StoreSession(queue, session);
    const { results } = started.commit([['recover'], ['claim', 'small', 16, ['blocked']]], 1);
    const claimed = results[1] as readonly { readonly accountId: string }[];
    expect(claimed.map(({ accountId }) => accountId)).toEqual(
      Array.from({ length: 10 }, () => 'work'),
    );
    await started.close();
  });
});
