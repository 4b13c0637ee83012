import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { migrate } from '../../../../main/store/database/schema.ts';
import { allMigrations } from '../../../../main/store/migrations/all-migrations.ts';
import { StoreContext } from '../../../../main/store/operations/store-context.ts';
import { storeOperations } from '../../../../main/store/store-session.ts';
import type { StoreOperations } from '../../../../main/store/store-calls.ts';
import { planOf, recordStatements, scansOfQueue } from '../recorded-statements.ts';
import {
  accessDenied,
  account,
  identity,
  newBatch,
  newFile,
  newFiles,
  part,
} from '../sample-rows.ts';

function migrated(): Database.Database {
  const database = new Database(':memory:');
  migrate(database, allMigrations.slice(0, 1));
  return database;
}

/** With every step of the schema, as the operations expect it. */
function current(): Database.Database {
  const database = new Database(':memory:');
  migrate(database, allMigrations);
  return database;
}

const queue = { by: 'queue', descending: false } as const;
const window = { offset: 0, limit: 60 };

/** Uses everything, with a long and with a short queue, and returns the statements. */
function statementsOf(use: (operations: StoreOperations) => void, rows = 1): readonly string[] {
  const database = current();
  const operations = storeOperations(new StoreContext(database));
  const { id } = operations.addBatch(newBatch());
  operations.addTransfers(id, newFiles(rows, { state: { name: 'failed', error: accessDenied } }));
  operations.addTransfers(id, [newFile('last')]);
  const recorded = recordStatements(database);
  // Statements that are kept already would not be seen.
  use(storeOperations(new StoreContext(database)));
  return [...recorded];
}

function plansOf(use: (operations: StoreOperations) => void, rows?: number): string[][] {
  const statements = statementsOf(use, rows);
  const database = current();
  for (const by of ['name', 'size', 'updated'] as const) {
    const column = { name: 'relative_path COLLATE NOCASE', size: 'size', updated: 'updated_at' }[
      by
    ];
    const columns = `${column}, id, state, batch_id, error_code`;
    database.exec(`CREATE INDEX transfers_by_${by} ON transfers (${columns})`);
  }
  database.exec(`
    CREATE INDEX transfers_by_reason ON transfers (why, batch_id, position, id, state)
      WHERE state IN ('waiting', 'skipped')`);
  return statements.map((sql) => planOf(database, sql));
}

describe('version 1', () => {
  it('marks the database as ours', () => {
    const database = migrated();
    expect(database.pragma('application_id', { simple: true })).toBe(0x46657279);
    expect(database.pragma('user_version', { simple: true })).toBe(1);
  });

  it('makes these tables', () => {
    const columns = migrated()
      .prepare<[], { name: string; columns: string }>(
        `SELECT t.name, group_concat(c.name, ' ' ORDER BY c.cid) AS columns
          FROM pragma_table_list AS t JOIN pragma_table_info(t.name) AS c
          WHERE t.schema = 'main' AND t.strict GROUP BY t.name ORDER BY t.name`,
      )
      .all();
    expect(Object.fromEntries(columns.map((table) => [table.name, table.columns]))).toEqual({
      accounts: 'id name endpoint region addressing credential_kind profile',
      batch_roots: 'batch_id position path finished',
      batches: 'id name bucket_id prefix conflict_policy options scan_options created_at scan',
      buckets: 'id account_id name',
      checkpoints: 'transfer_id part_size identity upload_id intended_at completing',
      cleanups: 'id kind bucket_id key upload_id intended_at path attempts due_at',
      counters: 'batch_id state files bytes bytes_sent',
      failed_attempts: 'transfer_id number at error',
      failure_counters: 'batch_id code files bytes',
      parts: 'transfer_id number size etag crc64 crc64_confirmed',
      settings: 'name value',
      transfers:
        'id batch_id bucket_id key source_kind source_path source_name relative_path size lane ' +
        'identity state why until error error_code bytes_sent attempts position conflict_policy ' +
        'result created_at updated_at',
    });
  });

  it('has no place for a secret', () => {
    const database = migrated();
    const columns = database
      .prepare(
        `SELECT c.name FROM pragma_table_list AS t JOIN pragma_table_info(t.name) AS c
          WHERE c.name LIKE '%secret%' OR c.name LIKE '%token%' OR c.name LIKE '%password%'`,
      )
      .all();
    expect(columns).toEqual([]);
  });

  it.each([
    ['a row of a batch for each path and kind', 'transfers_by_source', 'transfers'],
    ['an uploadId for one transfer', 'sqlite_autoindex_checkpoints_1', 'checkpoints'],
    ['an abort for each uploadId', 'cleanups_by_upload', 'cleanups'],
  ])('keeps %s unique', (_what, index, table) => {
    const unique = migrated().prepare(
      `SELECT "unique" FROM pragma_index_list('${table}') WHERE name = '${index}'`,
    );
    expect(unique.pluck().get()).toBe(1);
  });

  it('counts from the first row on', () => {
    const database = migrated();
    const count = database.prepare('SELECT count(*), sum(files) FROM counters').raw();
    expect(count.get()).toEqual([9, 0]);
  });
});

describe('the indexes', () => {
  it.each<[string, string, (operations: StoreOperations) => void]>([
    ['a claim', 'transfers_to_claim (lane=? AND bucket_id=?)', (o) => void o.claim('small', 1, [])],
    [
      'a claim, for rows with the same object',
      'transfers_by_object (bucket_id=? AND key=?)',
      (o) => void o.claim('small', 1, []),
    ],
    ['a wake', 'transfers_to_wake (until<?)', (o) => void o.wake(1)],
    ['the end of a wait', 'transfers_by_wait (why=?)', (o) => o.endWait('offline')],
    ['a recovery', 'transfers_by_queue (state=?)', (o) => o.recover()],
    [
      'a row that is added',
      'transfers_by_object (bucket_id=? AND key=?)',
      (o) => o.addTransfers(1, [newFile('new')]),
    ],
    [
      'a command on one kind of error',
      'transfers_by_error (error_code=?)',
      (o) => void o.applyToAll({ errorCode: 'access-denied' }, { type: 'retry' }),
    ],
    ['cleanups that are due', 'cleanups_by_time (due_at<?)', (o) => void o.dueCleanups(1, 1)],
  ])('lead %s to its rows', (_what, index, use) => {
    const steps = plansOf(use).flat();
    expect(steps.filter((step) => step.includes(index))).not.toEqual([]);
  });

  it('merge the states of a long queue in its order, without a sort', () => {
    const step = 'SEARCH transfers USING COVERING INDEX transfers_by_queue (state=?)';
    // What runs has a statement of its own before the rest; its few rows are sorted on the spot.
    for (const [by, states] of [
      ['queue', 7],
      ['position', 9],
    ] as const) {
      const plan = plansOf((o) => void o.page({}, { by, descending: false }, window), 10_500).find(
        (steps) => steps.includes('MERGE (UNION ALL)'),
      );
      expect(plan?.filter((line) => line === step)).toHaveLength(states);
      expect(plan?.filter((line) => line.includes('TEMP B-TREE'))).toEqual([]);
    }
  });

  it.each(['name', 'size', 'updated'] as const)(
    'give the order by %s in a long queue without a sort',
    (by) => {
      const use = (o: StoreOperations) =>
        void o.page({ states: ['failed', 'queued'] }, { by, descending: true }, window);
      const plans = plansOf(use, 10_500);
      const walk = [`SCAN transfers USING COVERING INDEX transfers_by_${by}`];
      expect(plans).toContainEqual(walk);
    },
  );

  it('lead to the rows of a batch with one reason, in their order, and count them', () => {
    const conflicts = { batchId: 1, why: 'conflict' } as const;
    const plans = plansOf((o) => void o.page(conflicts, queue, window), 10_500);
    const step = 'SEARCH transfers USING COVERING INDEX transfers_by_reason (why=? AND batch_id=?)';
    expect(plans.filter((plan) => plan.includes(step))).toEqual([[step], [step]]);
  });

  it('spare every operation a walk through all rows', () => {
    const use = (o: StoreOperations) => {
      o.addTransfers(1, newFiles(4, { key: 'x' }));
      o.recover();
      o.claim('small', 2, ['home']);
      o.claim('small', 2, ['home'], { batchIds: [1] });
      o.claim('small', 2, ['home'], { ids: [1] });
      o.standing({ ids: [1, 2] });
      o.wake(5);
      o.endWait('offline');
      o.endWait('offline', 'work');
      o.intend(1, { partSize: 10, identity: identity(), at: 1 });
      o.saveUploadId(1, 'UPLOAD-1');
      o.savePart(1, part(1));
      o.dropParts(1, [1]);
      o.saveCompleting(1);
      o.checkpoint(1);
      o.dropCheckpoint(1, 'abort-upload');
      o.apply(1, { type: 'retry' }, { key: 'other' });
      o.addAttempt(1, { at: 1, error: accessDenied });
      for (const selection of [
        { ids: [1] },
        { batchId: 1 },
        { all: true },
        { errorCode: 'access-denied' },
        { errorCode: 'access-denied', batchId: 1 },
      ] as const) {
        for (const type of ['pause', 'resume', 'retry', 'cancel'] as const) {
          o.applyToAll(selection, { type });
        }
        o.answerConflicts(selection, 'skip');
        o.moveToFront(selection);
        o.remove(selection, ['done']);
      }
      o.changeKey(2, 'y');
      o.dueCleanups(5, 5);
      o.delayCleanup(1, 5);
      o.finishCleanup(1);
      o.cleanupBacklog();
      o.knowsUpload('UPLOAD-1');
      o.saveAccount(account);
      o.accounts();
      o.counters(1);
      o.batches(5);
      o.failures();
      o.failures(1);
      o.details(1);
      for (const by of ['queue', 'position', 'name', 'size', 'updated'] as const) {
        for (const filter of [
          {},
          { batchId: 1 },
          { states: ['queued', 'failed'] },
          { errorCode: 'access-denied' },
          { errorCode: 'access-denied', batchId: 1 },
          { why: 'conflict' },
          { why: 'identical', batchId: 1 },
        ] as const) {
          o.page(filter, { by, descending: by === 'size' }, window);
        }
      }
      o.finishRoot(1, '/data/me/pictures');
      o.unfinishedRoots();
      o.remove({ all: true });
    };
    for (const rows of [1, 10_500]) {
      expect(plansOf(use, rows).flatMap(scansOfQueue)).toEqual([]);
    }
  });

  it('are held against a rule that finds what is wrong', () => {
    const plan = planOf(current(), 'SELECT id FROM transfers WHERE source_name = ?');
    expect(scansOfQueue(plan)).toEqual(['SCAN transfers']);
  });
});
