import { copyFileSync, cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import Database from 'better-sqlite3';
import { expect, onTestFinished } from 'vitest';
import { startDriver, type DriverProcess } from '../../helpers/driver/driver-process.ts';
import { startFerryUnderTest, type FerryUnderTest } from '../../helpers/ferry-under-test.ts';
import { KiB, quickSettings } from '../../helpers/quick-settings.ts';
import { noise } from '../../helpers/source-content.ts';
import type { CrashPlace } from './crash-places.ts';

/** Five parts, so that some are done, some on the way and some not begun when the process dies. */
export const content = noise(450 * KiB);

/** What a process left behind that was killed at a named point. */
export interface Crashed {
  /** Stopped; its database and its server are those of the dead process. */
  readonly ferry: FerryUnderTest;
  /** What the database believed when the process was gone. */
  readonly committed: { readonly uploadId?: string; readonly parts: readonly number[] };
  /** How many requests the server had seen by then. */
  readonly seen: number;
}

/** Resolves when the process is where it has to be killed from outside. */
async function arrival(ferry: FerryUnderTest, place: CrashPlace, time: number): Promise<void> {
  if ('step' in place) return await Promise.withResolvers<never>().promise;
  const { operation, point } = place;
  const { faults, journal } = ferry.sandbox;
  const held = faults.add({ when: { operation }, after: time - 1, fault: { kind: 'hold', point } });
  await held.nextFired();
  await journal.until((entries) =>
    entries.some(
      ({ faults: met, applied }) => met.includes('hold') && (applied || point === 'request'),
    ),
  );
}

function read(databaseFile: string): Crashed['committed'] {
  // As the next start would see it, log and all; nothing is written.
  const database = new Database(databaseFile, { readonly: true });
  try {
    const uploadId = database
      .prepare<[], string | null>('SELECT upload_id FROM checkpoints')
      .pluck()
      .get();
    const parts = database
      .prepare<[], number>('SELECT number FROM parts ORDER BY number')
      .pluck()
      .all();
    return typeof uploadId === 'string' ? { uploadId, parts } : { parts };
  } finally {
    database.close();
  }
}

async function end(child: DriverProcess, arrived: Promise<void>): Promise<void> {
  await Promise.race([arrived, child.ended]);
  const { signal, errors } = await child.kill();
  // A process that got through has not been where it was to be killed.
  expect({ signal, errors }).toEqual({ signal: 'SIGKILL', errors: '' });
}

/**
 * Sends a file from a process of its own that is killed at this place.
 *
 * @param time how often the place is reached before: 1 is the first time
 */
export async function crashAt(
  place: CrashPlace,
  time: number,
  cancelAfterParts?: number,
): Promise<Crashed> {
  const ferry = await startFerryUnderTest({ stopped: true });
  const arrived = arrival(ferry, place, time);
  const child = startDriver({
    sandbox: ferry.sandbox,
    databaseFile: ferry.databaseFile,
    roots: [ferry.write('film.mp4', content)],
    settings: { ...quickSettings, partsPerFile: 2 },
    ...('step' in place && { crash: { ...place, time } }),
    ...(cancelAfterParts !== undefined && { cancelAfterParts }),
  });
  await end(child, arrived);
  ferry.sandbox.faults.clear();
  const { journal } = ferry.sandbox;
  await journal.idle();
  return { ferry, committed: read(ferry.databaseFile), seen: journal.entries.length };
}

/** The same dead process once more, with a server of its own: another end of the same story. */
export async function copyOf({ ferry }: Crashed): Promise<FerryUnderTest> {
  const dataDirectory = mkdtempSync(path.join(tmpdir(), 'ferry-copy-'));
  const isLock = (file: string): boolean => path.basename(file) === 'lock';
  cpSync(path.join(ferry.folder, 'server'), dataDirectory, {
    recursive: true,
    filter: (file) => !isLock(file),
  });
  onTestFinished(() => rmSync(dataDirectory, { recursive: true, force: true }));
  const copy = await startFerryUnderTest({ stopped: true, sandbox: { dataDirectory } });
  for (const suffix of ['', '-wal']) {
    const file = `${ferry.databaseFile}${suffix}`;
    if (existsSync(file)) copyFileSync(file, `${copy.databaseFile}${suffix}`);
  }
  return copy;
}
