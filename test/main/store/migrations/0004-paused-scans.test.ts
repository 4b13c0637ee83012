import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import { migrateTo } from '../operations-fixture.ts';

it('version 4: keeps a batch paused that was paused while it was scanned', () => {
  const database = new Database(':memory:');
  migrateTo(database, 3);
  database.exec(`INSERT INTO buckets (account_id, name) VALUES ('work', 'pictures')`);
  const addBatch = database.prepare(`
    INSERT INTO batches
        (name, bucket_id, prefix, conflict_policy, options, scan_options, created_at, scan)
      VALUES (?, 1, '', 'ask', '{}', '{}', 1, ?)`);
  const addRow = database.prepare(`
    INSERT INTO transfers
        (batch_id, bucket_id, key, source_kind, source_path, relative_path, size, lane, state,
          created_at, updated_at)
      VALUES (?, 1, ?, 'file', ?, ?, 1, 'small', ?, 1, 1)`);
  const batches = [
    ['paused', 'scanning', ['paused', 'done']],
    ['resumed in part', 'scanning', ['paused', 'queued']],
    ['running', 'scanning', ['queued']],
    ['scanned', 'complete', ['paused']],
  ] as const;
  for (const [name, scan, states] of batches) {
    const id = addBatch.run(name, scan).lastInsertRowid;
    states.forEach((state, index) => {
      addRow.run(id, `${name}-${index}`, `/data/${index}`, `${index}`, state);
    });
  }
  const rows = database.prepare('SELECT * FROM transfers ORDER BY id');
  const before = rows.all();
  migrateTo(database, 4);
  const paused = database.prepare<[], string>('SELECT name FROM batches WHERE scan_paused = 1');
  expect(paused.pluck().all()).toEqual(['paused']);
  expect(rows.all()).toEqual(before);
  database.close();
});
