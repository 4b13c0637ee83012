import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ScanEntry, SourceHandle } from '../../main/engine/ports/source-files.ts';
import { compareIdentity } from '../../shared/compare-identity.ts';
import type { ScanOptions } from '../../shared/upload/upload-options.ts';
import { openRealFiles } from './files/real-files.ts';
import { openSimulatedFiles } from './files/simulated-files.ts';
import type { SourceFilesUnderTest } from './files/source-files-under-test.ts';

/** The rejection of a call with this code. */
function refused(code: string): object {
  return { record: { code } };
}

function never(): AbortSignal {
  return new AbortController().signal;
}

/*
 * The promises of SourceFiles (main/engine/ports/source-files.ts), for each adapter. Filters and
 * names of a scan belong to the real one: test/main/transfer/scan.test.ts.
 */
describe.each([
  ['real', openRealFiles],
  ['simulated', openSimulatedFiles],
])('the %s file system', (_name, open) => {
  let disk: SourceFilesUnderTest;
  const handles: SourceHandle[] = [];
  beforeEach(() => {
    disk = open();
  });
  afterEach(async () => {
    for (const handle of handles.splice(0)) await handle.close();
    await disk.close();
  });

  const openFile = async (name: string): Promise<SourceHandle> => {
    const handle = await disk.files.open(disk.path(name));
    handles.push(handle);
    return handle;
  };

  const scan = async (
    name: string,
    options: ScanOptions = {},
    signal = never(),
  ): Promise<readonly ScanEntry[]> => {
    const found: ScanEntry[] = [];
    for await (const entries of disk.files.scan(disk.path(name), options, signal)) {
      found.push(...entries);
    }
    return found;
  };

  describe('scan', () => {
    it('yields the files below a folder with their names, paths and identities', async () => {
      disk.write('root/b', 5000);
      disk.write('root/deep/a', 10);
      // The port promises that the order repeats, not which one it is.
      const found = [...(await scan('root'))].sort((one, other) =>
        one.relativePath < other.relativePath ? -1 : 1,
      );
      expect(found.map(({ kind, path, relativePath }) => [kind, path, relativePath])).toEqual([
        ['file', disk.path('root/b'), 'root/b'],
        ['file', disk.path('root/deep/a'), 'root/deep/a'],
      ]);
      const [first] = found;
      const identity = first?.kind === 'file' ? first.identity : undefined;
      expect(identity).toEqual(await (await openFile('root/b')).identity());
    });

    it('repeats its order while the folder does not change', async () => {
      for (const name of ['c', 'a', 'b/2', 'b/1']) disk.write(`root/${name}`, 10);
      expect(await scan('root')).toEqual(await scan('root'));
    });

    it('yields a root that is a file under its own name', async () => {
      disk.write('file', 10);
      const found = await scan('file');
      expect(found).toMatchObject([{ kind: 'file', relativePath: 'file', identity: { size: 10 } }]);
    });

    it('yields links as skipped, and empty folders when they are kept', async () => {
      disk.write('root/file', 10);
      disk.makeEmptyFolder('root/empty');
      disk.makeLink('root/link');
      const found = await scan('root', { keepEmptyFolders: true });
      expect(found).toMatchObject([
        { kind: 'empty-folder', relativePath: 'root/empty' },
        { kind: 'file', relativePath: 'root/file' },
        { kind: 'skipped', relativePath: 'root/link', reason: 'symbolic-link' },
      ]);
    });

    it('rejects for a missing root, and with the reason of an aborted signal', async () => {
      await expect(scan('gone')).rejects.toMatchObject(refused('source-missing'));
      disk.write('root/file', 10);
      const reason = new Error('paused');
      await expect(scan('root', {}, AbortSignal.abort(reason))).rejects.toBe(reason);
    });
  });

  it('isFolder is true for folders only', async () => {
    disk.write('root/file', 10);
    disk.makeLink('root/link');
    const isFolder = (name: string) => disk.files.isFolder(disk.path(name));
    expect(await isFolder('root')).toBe(true);
    expect(await isFolder('root/file')).toBe(false);
    expect(await isFolder('root/link')).toBe(false);
    expect(await isFolder('gone')).toBe(false);
  });

  describe('open', () => {
    it('rejects for a missing file and for a folder', async () => {
      disk.write('root/file', 10);
      await expect(openFile('gone')).rejects.toMatchObject(refused('source-missing'));
      await expect(openFile('root')).rejects.toMatchObject(refused('source-unreadable'));
    });

    it.each<[string, (name: string) => void, string]>([
      ['not changed', () => undefined, 'same'],
      ['edited', (name) => disk.edit(name), 'changed'],
      ['truncated', (name) => disk.truncate(name, 4096), 'changed'],
      ['touched', (name) => disk.touch(name), 'touched'],
    ])('identity shows that an open file was %s', async (_what, change, comparison) => {
      disk.write('file', 8192);
      const handle = await openFile('file');
      const before = await handle.identity();
      expect(before.size).toBe(8192);
      change('file');
      expect(compareIdentity(before, await handle.identity())).toBe(comparison);
    });

    it('gives another identity to a file that took the name', async () => {
      disk.write('file', 10);
      const before = await (await openFile('file')).identity();
      disk.write('file', 10, 2);
      const now = await (await openFile('file')).identity();
      expect(compareIdentity(before, now)).toBe('changed');
    });

    it('goes on with the file that it opened when the name is gone or taken', async () => {
      disk.write('file', 8192);
      const handle = await openFile('file');
      const before = await handle.crc64(0, 8192, never());
      disk.write('file', 8192, 2);
      expect(await handle.crc64(0, 8192, never())).toBe(before);
      disk.remove('file');
      expect(await handle.crc64(0, 8192, never())).toBe(before);
      expect((await handle.identity()).size).toBe(8192);
    });
  });

  describe('crc64', () => {
    it('depends on the bytes and the range, and on nothing else', async () => {
      disk.write('one', 8192);
      disk.write('same', 8192);
      disk.write('other', 8192, 2);
      const sum = async (name: string, start: number, end: number) =>
        (await openFile(name)).crc64(start, end, never());
      const whole = await sum('one', 0, 8192);
      expect(await sum('same', 0, 8192)).toBe(whole);
      expect(await sum('other', 0, 8192)).not.toBe(whole);
      expect(await sum('one', 4096, 8192)).not.toBe(await sum('one', 0, 4096));
      disk.edit('one');
      expect(await sum('one', 0, 8192)).not.toBe(whole);
      expect(await sum('one', 0, 0)).toBe('0');
    });

    it('rejects a short read, and with the reason of an aborted signal', async () => {
      disk.write('file', 8192);
      const handle = await openFile('file');
      const short = handle.crc64(0, 8193, never());
      await expect(short).rejects.toMatchObject(refused('source-changed'));
      const reason = new Error('paused');
      await expect(handle.crc64(0, 10, AbortSignal.abort(reason))).rejects.toBe(reason);
    });
  });

  it('missingVolume names no volume for a file that was deleted', async () => {
    disk.write('root/file', 10);
    disk.write('root/other', 10);
    const identity = await (await openFile('root/file')).identity();
    disk.remove('root/file');
    expect(await disk.files.missingVolume(disk.path('root/file'), identity)).toBeUndefined();
  });

  it('removeSpool deletes a spool file, and a missing one is no error', async () => {
    disk.writeSpool('spool');
    await disk.files.removeSpool(disk.path('spool'));
    expect(disk.exists('spool')).toBe(false);
    await expect(disk.files.removeSpool(disk.path('spool'))).resolves.toBeUndefined();
  });
});
