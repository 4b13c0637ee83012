import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openDatabase } from '../../../main/store/database/open-database.ts';
import { allMigrations } from '../../../main/store/migrations/all-migrations.ts';
import { StoreSession } from '../../../main/store/store-session.ts';
import { damagePageOf } from './database/damage-file.ts';
import { newBatch, newFiles } from './sample-rows.ts';

let folder = '';
let file = '';

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'ferry-session-'));
  file = path.join(folder, 'queue.db');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function open() {
  const queue = await openDatabase({ file, migrations: allMigrations, backups: true, openedAt: 0 });
  const session = new StoreSession(queue, { backups: true, onDiskFull: () => undefined });
  return { queue, session };
}

describe('a database that turns out damaged while it is in use', () => {
  it('answers nothing any more, and is replaced by its backup at the next start', async () => {
    const first = await open();
    first.session.commit(
      [
        ['addBatch', newBatch()],
        ['addTransfers', 1, newFiles(1000)],
      ],
      1,
    );
    await first.session.close();
    damagePageOf(file, 'transfers_by_object');

    const { session, queue } = await open();
    expect(queue.recovery).toBeUndefined();
    const damaged = expect.objectContaining({ code: 'database-damaged' }) as unknown;
    expect(() => session.commit([['addTransfers', 1, newFiles(2, { key: 'x' })]], 1)).toThrow(
      damaged,
    );
    expect(() => session.commit([['counters']], 1)).toThrow(damaged);
    expect(() => session.commit([['counters']], 1)).toThrow(
      /The next start sets the file aside and goes on with the last backup/,
    );
    await session.close();

    const again = await open();
    expect(again.queue.recovery).toMatchObject({ backup: `${file}.backup` });
    expect(again.session.commit([['counters']], 1).results[0]).toMatchObject({
      states: { queued: { files: 1000 } },
    });
    await again.session.close();
  });
});
