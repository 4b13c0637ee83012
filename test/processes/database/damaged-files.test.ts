import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { isUsableBackup } from '../../../main/store/database/backup-and-recovery.ts';
import { openDatabase, type OpenedDatabase } from '../../../main/store/database/open-database.ts';
import { allMigrations } from '../../../main/store/migrations/all-migrations.ts';
import { StoreSession } from '../../../main/store/store-session.ts';
import type { StoreCall } from '../../../main/store/store-calls.ts';
import { TransferError } from '../../../shared/errors.ts';
import type { QueueRecovery } from '../../../shared/queue-recovery.ts';
import { seededChance } from '../../helpers/seeded-chance.ts';
import { newBatch, newFiles } from '../../main/store/sample-rows.ts';
import { damage } from './damage.ts';

const places = Number(process.env['FERRY_PLACES'] ?? 201);
const seed = Number(process.env['FERRY_SEED'] ?? 20_260_131);
/** Only there to end a hang. */
const timeout = 5 * 60_000 + places * 1000;

/** Rows of the last close, and those that only the write-ahead log has. */
const closed = 150;
const logged = 60;

/** Everything a queue consists of on disk. */
type Files = Readonly<Record<'' | '-wal' | '.backup', Buffer>>;

async function open(file: string): Promise<{ queue: OpenedDatabase; session: StoreSession }> {
  const queue = await openDatabase({ file, migrations: allMigrations, backups: true, openedAt: 0 });
  return {
    queue,
    session: new StoreSession(queue, { backups: true, onDiskFull: () => undefined }),
  };
}

function rowsIn({ database }: OpenedDatabase): number {
  return database.prepare<[], number>('SELECT count(*) FROM transfers').pluck().get() ?? 0;
}

/** A queue that was closed once with a backup, used again, and killed. */
async function killedQueue(folder: string): Promise<Files> {
  const file = path.join(folder, 'model.db');
  const first = await open(file);
  first.session.commit(
    [
      ['addBatch', newBatch()],
      ['addTransfers', 1, newFiles(closed)],
    ],
    1,
  );
  await first.session.close();
  const second = await open(file);
  for (let row = 0; row < logged; row += 1) {
    const added = newFiles(closed + row + 1).slice(-1);
    second.session.commit([['addTransfers', 1, added]], 1);
  }
  const read = (suffix: string): Buffer => readFileSync(`${file}${suffix}`);
  const files = { '': read(''), '-wal': read('-wal'), '.backup': read('.backup') };
  await second.session.close();
  return files;
}

/** Reads and writes that touch every table. */
const use: readonly StoreCall[] = [
  ['recover'],
  ['claim', 'small', 5, []],
  ['page', {}, { by: 'name', descending: false }, { offset: 0, limit: 1000 }],
  ['counters'],
  ['batches', 5],
  ['applyToAll', { all: true }, { type: 'pause' }],
];

/** What came of a start. */
interface Outcome {
  /** Rows that are there; nothing when the queue was refused. */
  readonly rows?: number;
  /** What Ferry says of the damage it found. */
  readonly said?: QueueRecovery['outcome'] | undefined;
}

function expectClearMessage(error: unknown): void {
  expect(error).toBeInstanceOf(TransferError);
  const { record } = error as TransferError;
  expect(record.code).toMatch(/^database-(damaged|newer|failed)$/);
  expect(record.detail).toMatch(/\w{3}/);
}

async function start(file: string): Promise<Outcome> {
  try {
    const { queue, session } = await open(file);
    const { recovery } = queue;
    const rows = rowsIn(queue);
    if (recovery !== undefined) {
      expect(recovery.reason).toMatch(/\w{3}/);
      expect(existsSync(recovery.damagedCopy)).toBe(true);
    }
    try {
      session.commit(use, 1);
    } finally {
      await session.close();
    }
    return { rows, said: recovery?.outcome };
  } catch (error) {
    expectClearMessage(error);
    return {};
  }
}

/** Nothing is lost without a word, and what was closed properly is never lost. */
function expectNothingSilent({ rows, said }: Outcome, suffix: keyof Files, what: string): void {
  if (rows === undefined) return;
  expect([what, rows >= closed]).toEqual([what, true]);
  // A log that has lost its end looks like one that had not got further. The last commit of one may
  // have been under way in a power cut, and the mark of the one before may be what is damaged.
  const all = closed + logged;
  const fewest = suffix !== '-wal' ? all : what.startsWith('an end') ? closed : all - 2;
  expect([what, said !== undefined || rows >= fewest]).toEqual([what, true]);
  // The backup is of the close; what is called kept is more than that, and there was no empty queue.
  if (said === 'restored') expect([what, rows]).toEqual([what, closed]);
  if (said === 'partly-read') expect([what, rows < all]).toEqual([what, true]);
  expect([what, said]).not.toEqual([what, 'begun-anew']);
}

describe('a queue on a disk that damages it', () => {
  it.each(['', '-wal', '.backup'] as const)(
    `row 38: is kept, recovered or refused with its file "queue.db%s" damaged (seed ${seed})`,
    async (suffix) => {
      const folder = mkdtempSync(path.join(tmpdir(), 'ferry-damage-'));
      onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
      const sound = await killedQueue(folder);
      const chance = seededChance(seed + suffix.length);
      const file = path.join(folder, 'queue.db');
      for (let place = 0; place < places / 3; place += 1) {
        for (const name of readdirSync(folder)) {
          // The reserve stays: to write it anew each time is most of the work.
          if (!name.endsWith('.reserve')) rmSync(path.join(folder, name));
        }
        for (const [end, bytes] of Object.entries(sound)) writeFileSync(`${file}${end}`, bytes);
        const { what, bytes } = damage(sound[suffix], chance);
        writeFileSync(`${file}${suffix}`, bytes);
        expectNothingSilent(await start(file), suffix, what);
      }
      expect(isUsableBackup(`${file}.backup`, allMigrations)).toBe(true);
    },
    timeout,
  );
});
