import Database from 'better-sqlite3';
import { expect } from 'vitest';
import { startDriver, type DriverProcess } from '../helpers/driver-process.ts';
import { eventually } from '../helpers/eventually.ts';
import { startFerryUnderTest, type FerryUnderTest } from '../helpers/ferry-under-test.ts';
import { KiB, quickSettings } from '../helpers/quick-settings.ts';
import { noise } from '../helpers/source-content.ts';
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
function arrival(ferry: FerryUnderTest, place: CrashPlace, time: number): Promise<void> {
  if ('step' in place) return Promise.withResolvers<never>().promise;
  const { operation, point } = place;
  const { faults, journal } = ferry.sandbox;
  const held = faults.add({ when: { operation }, after: time - 1, fault: { kind: 'hold', point } });
  const isThere = (): boolean =>
    journal.entries.some(
      (entry) => entry.faults.includes('hold') && (entry.applied || point === 'request'),
    );
  return held.nextFired().then(async () => void (await eventually(isThere)));
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
  const ferry = await startFerryUnderTest();
  await ferry.stop();
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
  await eventually(() => journal.entries.every(({ isFinished }) => isFinished));
  return { ferry, committed: read(ferry.databaseFile), seen: journal.entries.length };
}
