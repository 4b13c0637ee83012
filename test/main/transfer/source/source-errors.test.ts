import { mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  missingVolume,
  volumeFactsHere,
  type VolumeFacts,
} from '../../../../main/transfer/source/source-errors.ts';
import { encodeSourcePath } from '../../../../main/transfer/source/source-location.ts';
import { openFolder } from '../transport-fixture.ts';

const elsewhere = { device: '987654321' };
const linux: VolumeFacts = { platform: 'linux', mountFolders: [] };

/** A folder with what is left of `/…/photos/2026/film.mp4`, and the device it is on. */
function openPlace(...left: readonly string[]) {
  const root = openFolder();
  for (const name of left) mkdirSync(join(root, name), { recursive: true });
  const here = { device: statSync(root, { bigint: true }).dev.toString() };
  return { root, here, file: join(root, 'photos', '2026', 'film.mp4') };
}

describe('row 27: the disk of a file', () => {
  it('is there when the file is', async () => {
    const { file } = openPlace('photos/2026');
    writeFileSync(file, '');
    expect(await missingVolume(file, elsewhere, linux)).toBeUndefined();
  });

  it.each([['photos/2026'], ['photos'], ['']])(
    'is there when the file was deleted, and "%s" is left',
    async (left) => {
      const { file, here } = openPlace(left);
      expect(await missingVolume(file, here, linux)).toBeUndefined();
      expect(await missingVolume(file, undefined, linux)).toBeUndefined();
    },
  );

  it('is gone when an empty folder of another disk is all that is left', async () => {
    const { file, root } = openPlace('photos');
    expect(await missingVolume(file, elsewhere, linux)).toBe(join(root, 'photos'));
  });

  it('is there, under another number, when other files are', async () => {
    const { file, root } = openPlace('photos');
    writeFileSync(join(root, 'photos', 'other.mp4'), '');
    expect(await missingVolume(file, elsewhere, linux)).toBeUndefined();
  });

  it('is known by its number on Windows', async () => {
    const { file, root, here } = openPlace('photos');
    writeFileSync(join(root, 'photos', 'other.mp4'), '');
    const windows: VolumeFacts = { platform: 'win32', mountFolders: [] };
    expect(await missingVolume(file, elsewhere, windows)).toBe(join(root, 'photos'));
    expect(await missingVolume(file, here, windows)).toBeUndefined();
  });

  it('is gone when its folder is, where systems put their disks', async () => {
    const { file, root, here } = openPlace('');
    const facts: VolumeFacts = { platform: 'darwin', mountFolders: [root] };
    expect(await missingVolume(file, here, facts)).toBe(join(root, 'photos'));
    mkdirSync(join(root, 'photos'));
    expect(await missingVolume(file, here, facts)).toBeUndefined();
    rmSync(join(root, 'photos'), { recursive: true });
    expect(await missingVolume(join(root, 'film.mp4'), here, facts)).toBeUndefined();
  });

  it('is named for a path that is no text', async () => {
    const { root } = openPlace('');
    const stick = Buffer.concat([Buffer.from(`${root}/`), Buffer.from([0xff, 0xfe])]);
    const file = encodeSourcePath(Buffer.concat([stick, Buffer.from('/film.mp4')]));
    const facts: VolumeFacts = { platform: 'linux', mountFolders: [root] };
    expect(await missingVolume(file, undefined, facts)).toBe(encodeSourcePath(stick));
  });

  it('is looked for where this system puts them', () => {
    expect(volumeFactsHere().platform).toBe(process.platform);
    expect(volumeFactsHere().mountFolders).toEqual(expect.arrayContaining(['/Volumes', '/media']));
  });
});
