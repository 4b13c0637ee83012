import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { startDriver } from '../../helpers/driver/driver-process.ts';
import { expectDone } from '../../helpers/expect-transfer.ts';
import { startFerryUnderTest } from '../../helpers/ferry-under-test.ts';
import { KiB } from '../../helpers/quick-settings.ts';
import { noise } from '../../helpers/source-content.ts';

const content = noise(250 * KiB);

describe('the database', () => {
  it('row 39: a second process is turned away with a clear error, the first goes on', async () => {
    const ferry = await startFerryUnderTest();
    const held = ferry.sandbox.faults.add({
      when: { operation: 'UploadPart', partNumber: 2 },
      fault: { kind: 'hold' },
    });
    const file = ferry.write('film.mp4', content);
    await ferry.add(file);
    await held.nextFired();
    const second = startDriver({
      sandbox: ferry.sandbox,
      databaseFile: ferry.databaseFile,
      roots: [file],
      settings: {},
    });
    const { lines, errors } = await second.ended;
    expect(errors).toBe('');
    expect(lines).toMatchObject([{ type: 'refused', error: { code: 'database-locked' } }]);
    held.release();
    await ferry.cleanedUp();
    await expectDone(ferry, 'film.mp4', content);
  });

  it('row 40: a database of a later Ferry is refused and not touched', async () => {
    const ferry = await startFerryUnderTest();
    await ferry.stop();
    const database = new Database(ferry.databaseFile);
    database.pragma('user_version = 4711');
    database.close();
    const before = readFileSync(ferry.databaseFile);
    await expect(ferry.restart()).rejects.toMatchObject({ record: { code: 'database-newer' } });
    expect(readFileSync(ferry.databaseFile).equals(before)).toBe(true);
  });

  it('row 38: a damaged database is set aside, and the queue of the last close goes on', async () => {
    const ferry = await startFerryUnderTest();
    await ferry.engine.pause({ all: true });
    await ferry.add(ferry.write('film.mp4', content));
    await ferry.cleanedUp();
    await ferry.stop();
    const damaged = readFileSync(ferry.databaseFile);
    damaged.fill(0x5a, 4096);
    writeFileSync(ferry.databaseFile, damaged);
    await ferry.restart();
    expect(ferry.store.recovery).toBeDefined();
    const { damagedCopy = '' } = ferry.store.recovery ?? {};
    expect(readFileSync(damagedCopy).equals(damaged)).toBe(true);
    expect((await ferry.row('film.mp4')).state.name).toBe('done');
    copyFileSync(damagedCopy, path.join(ferry.folder, 'copy'));
  });
});
