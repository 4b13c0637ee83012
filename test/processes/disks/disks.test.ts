import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  readdirSync,
  rmSync,
  statfsSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openStore } from '../../../main/store/open-store.ts';
import { expectDone, expectFailed, partsSent } from '../../helpers/expect-transfer.ts';
import { eventually } from '../../helpers/eventually.ts';
import { startFerryUnderTest, type FerryUnderTest } from '../../helpers/ferry-under-test.ts';
import { KiB, MiB } from '../../helpers/quick-settings.ts';
import { accountId } from '../../helpers/sandbox-account.ts';
import { noise } from '../../helpers/source-content.ts';
import { switchedPower } from '../../helpers/doubles/switched-power.ts';
import { becomeOrdinaryUser } from '../../main/transfer/ordinary-user.ts';
import { canMount, makeReadOnly, mountFolder, openSmallDisk, unmount } from './small-disk.ts';

const content = noise(450 * KiB);
const onceEach = { 1: 1, 2: 1, 3: 1, 4: 1, 5: 1 };
const oneByOne = { partsPerFile: 1 };

if (!canMount()) {
  process.stderr.write(
    'No file system may be mounted here: the tests of full disks are left out.\n',
  );
}
const mountable = canMount() ? ['a mounted file system'] : [];

/** Leaves not a single block. */
function fill(folder: string): string {
  const filler = path.join(folder, 'filler');
  const { bavail, bsize } = statfsSync(folder);
  writeFileSync(filler, Buffer.alloc(bavail * bsize, 1));
  expect(statfsSync(folder).bavail).toBe(0);
  return filler;
}

/** Begins to send a file part by part; the second one does not get through. */
async function holdSecondPart(ferry: FerryUnderTest, file: string) {
  const second = ferry.sandbox.faults.add({
    when: { operation: 'UploadPart', partNumber: 2 },
    fault: { kind: 'hold' },
  });
  await ferry.add(file);
  await second.nextFired();
  return second;
}

describe.each(mountable)('the database on %s', () => {
  it('row 37: that becomes full sends no new part, loses none, and continues when there is free space', async () => {
    const databaseFolder = openSmallDisk(32 * MiB);
    const ferry = await startFerryUnderTest({ databaseFolder, settings: oneByOne });
    const second = await holdSecondPart(ferry, ferry.write('film.mp4', content));
    const filler = fill(databaseFolder);
    second.release();
    // On a full disk the engine publishes nothing.
    await eventually(async () =>
      (await ferry.engine.snapshot()).conditions.some(({ kind }) => kind === 'disk-full'),
    );
    const { id } = await ferry.row('film.mp4');
    await eventually(async () => (await ferry.store.details(id))?.checkpoint?.parts.length === 2);
    // An immediate consequence would be there before this.
    const place = { accountId, bucket: ferry.sandbox.bucket, prefix: '' };
    for (let asked = 0; asked < 5; asked += 1) await ferry.engine.probe(place);
    expect(partsSent(ferry.sandbox)).toEqual({ 1: 1, 2: 1 });
    expect((await ferry.row('film.mp4')).state.name).not.toBe('failed');
    rmSync(filler);
    await ferry.reaches('film.mp4', 'done');
    await ferry.cleanedUp();
    expect(partsSent(ferry.sandbox)).toEqual(onceEach);
    await expectDone(ferry, 'film.mp4', content);
  });

  it('row 37: that is read-only is refused with a clear word and left as it is', async () => {
    const folder = openSmallDisk(32 * MiB);
    const file = path.join(folder, 'queue.db');
    await (await openStore({ file })).close();
    makeReadOnly(folder);
    const names = readdirSync(folder);
    const refusal = {
      code: 'database-failed',
      record: { detail: expect.stringContaining('cannot be written (EROFS)') as string },
    };
    await expect(openStore({ file })).rejects.toMatchObject(refusal);
    expect(readdirSync(folder)).toEqual(names);
  });
});

describe.each(mountable)('a source on %s', () => {
  /** A disk whose content is seen in the source's folder `media` while it is plugged in. */
  async function plugIn() {
    const { power, emit } = switchedPower();
    const ferry = await startFerryUnderTest({ settings: oneByOne, power });
    const stick = openSmallDisk(4 * MiB);
    const place = path.join(ferry.source, 'media');
    mkdirSync(place);
    mountFolder(stick, place);
    onTestFinished(() => {
      if (statSync(place).dev === statSync(stick).dev) unmount(place);
    });
    return { ferry, stick, place, wakeUp: () => emit({ name: 'resume' }) };
  }

  function awaitDisk(ferry: FerryUnderTest, name: string): Promise<unknown> {
    return ferry.until(async () => {
      const { state } = await ferry.row(name);
      return state.name === 'waiting' && state.why === 'source-unavailable' ? state : undefined;
    });
  }

  it('row 27: that is taken away waits for it, also over restarts, and goes on by itself', async () => {
    const { ferry, stick, place, wakeUp } = await plugIn();
    const second = await holdSecondPart(ferry, ferry.write('media/film.mp4', content));
    await ferry.add(ferry.write('media/note.txt', 'short'));
    await ferry.stop();
    second.release();
    unmount(place);
    await ferry.restart();
    expect(await awaitDisk(ferry, 'film.mp4')).not.toHaveProperty('until');
    await ferry.stop();
    await ferry.restart();
    await awaitDisk(ferry, 'film.mp4');
    await awaitDisk(ferry, 'note.txt');
    mountFolder(stick, place);
    wakeUp();
    await ferry.cleanedUp();
    expect(partsSent(ferry.sandbox, 'film.mp4')).toEqual({ ...onceEach, 2: 2 });
    await expectDone(ferry, 'film.mp4', content);
    await expectDone(ferry, 'note.txt', Buffer.from('short'));
  });

  it('row 27: that comes back without the file says that the file is missing', async () => {
    const { ferry, stick, place, wakeUp } = await plugIn();
    const second = await holdSecondPart(ferry, ferry.write('media/film.mp4', content));
    ferry.write('media/other.txt', 'stays');
    await ferry.stop();
    second.release();
    unmount(place);
    await ferry.restart();
    await awaitDisk(ferry, 'film.mp4');
    rmSync(path.join(stick, 'film.mp4'));
    mountFolder(stick, place);
    wakeUp();
    await ferry.cleanedUp();
    await expectFailed(ferry, 'film.mp4', { code: 'source-missing' });
  });

  it('row 24: a file that is deleted while its disk stays is missing at once', async () => {
    const { ferry } = await plugIn();
    const file = ferry.write('media/film.mp4', content);
    const second = await holdSecondPart(ferry, file);
    await ferry.stop();
    second.release();
    rmSync(file);
    await ferry.restart();
    await ferry.cleanedUp();
    await expectFailed(ferry, 'film.mp4', { code: 'source-missing' });
  });
});

describe('the rights of a user', () => {
  it('row 37: that do not let a database be written are named, and nothing is left behind', async () => {
    const ferry = await startFerryUnderTest({ stopped: true });
    const folder = path.join(ferry.folder, 'locked');
    mkdirSync(folder, { mode: 0o555 });
    chmodSync(ferry.folder, 0o755);
    becomeOrdinaryUser();
    const opening = openStore({ file: path.join(folder, 'queue.db') });
    await expect(opening).rejects.toMatchObject({
      code: 'database-failed',
      record: { detail: expect.stringContaining('unable to open') as string },
    });
    expect(readdirSync(folder)).toEqual([]);
  });

  it('row 26: to read a file that are lost on the way fail it by name, and keep its parts', async () => {
    const ferry = await startFerryUnderTest({ settings: oneByOne });
    // To root nothing is unreadable.
    if (process.getuid?.() === 0) execFileSync('chown', ['-R', '65534:65534', ferry.folder]);
    becomeOrdinaryUser();
    const file = ferry.write('film.mp4', content);
    const second = await holdSecondPart(ferry, file);
    await ferry.stop();
    second.release();
    chmodSync(file, 0);
    await ferry.restart();
    await ferry.cleanedUp();
    await expectFailed(ferry, 'film.mp4', { code: 'source-unreadable' });
    chmodSync(file, 0o600);
    await ferry.engine.retry({ all: true });
    await ferry.cleanedUp();
    expect(partsSent(ferry.sandbox)).toEqual({ ...onceEach, 2: 2 });
    await expectDone(ferry, 'film.mp4', content);
  });
});
