import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, renameSync, statSync, symlinkSync, truncateSync } from 'node:fs';
import { appendFileSync, closeSync, existsSync, fstatSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { SourceHandle } from '../../../../main/engine/ports/source-files.ts';
import { sourceErrorCode } from '../../../../main/transfer/source/source-errors.ts';
import { createSourceFiles } from '../../../../main/transfer/source/source-files.ts';
import { TransportError, type TransportFailure } from '../../../../main/transfer/transport.ts';
import { recordWorkers } from '../../../helpers/doubles/recorded-workers.ts';
import { becomeOrdinaryUser } from '../ordinary-user.ts';
import { never, openFolder, useTransport } from '../transport-fixture.ts';

const openTransport = useTransport();

const files = createSourceFiles({
  checksum: (range, signal) => openTransport().checksum(range, signal),
  release: closeSync,
});

/** The path of a new file that holds `content`. */
function writeSource(content: string): string {
  const path = join(openFolder(), 'source');
  writeFileSync(path, content);
  return path;
}

async function openSource(path: string): Promise<SourceHandle> {
  const source = await files.open(path);
  onTestFinished(() => source.close());
  return source;
}

describe('scanning one file', () => {
  it('starts no thread, whether a rule excludes the file or not', async () => {
    const workers = recordWorkers();
    const path = writeSource('x');
    const excluded: number[] = [];
    const found = async (exclude: string[]) => {
      const names: string[] = [];
      for await (const batch of files.scan(path, { exclude }, never(), (leftOut) =>
        excluded.push(...leftOut.map((rule) => rule.files)),
      )) {
        names.push(...batch.map(({ kind, relativePath }) => `${kind} ${relativePath}`));
      }
      return names;
    };
    expect(await found([])).toEqual(['file source']);
    expect(await found(['source'])).toEqual([]);
    expect(excluded).toEqual([1]);
    expect(workers.started('scan-worker')).toBe(0);
  });
});

describe('opening a source', () => {
  it('gives a descriptor, the identity of what is open, and its checksum', async () => {
    const path = writeSource('123456789');
    const source = await openSource(path);
    expect(await source.identity()).toMatchObject({ size: 9, inode: String(statSync(path).ino) });
    expect(await source.crc64(0, 9, never())).toBe('11051210869376104954');
  });

  it('follows a link', async () => {
    const path = writeSource('x');
    symlinkSync('source', `${path}.link`);
    expect((await (await openSource(`${path}.link`)).identity()).size).toBe(1);
  });

  it('row 24: says that a source is missing', async () => {
    const path = writeSource('x');
    await expect(files.open(`${path}.gone`)).rejects.toMatchObject({ code: 'source-missing' });
    await expect(files.open(`${path}/below`)).rejects.toMatchObject({ code: 'source-missing' });
  });

  it('row 26: says that a source is unreadable', async () => {
    becomeOrdinaryUser();
    const path = writeSource('x');
    chmodSync(path, 0o000);
    await expect(files.open(path)).rejects.toMatchObject({ code: 'source-unreadable' });
    symlinkSync('loop', `${path}.loop`);
    renameSync(`${path}.loop`, join(path, '../loop'));
    await expect(files.open(join(path, '../loop'))).rejects.toMatchObject({
      code: 'source-unreadable',
    });
  });

  it('row 29: refuses what is no regular file, without waiting for it', async () => {
    const folder = openFolder();
    execFileSync('mkfifo', [join(folder, 'pipe')]);
    const server = createServer().listen(join(folder, 'socket'));
    await once(server, 'listening');
    onTestFinished(() => void server.close());
    mkdirSync(join(folder, 'folder'));
    for (const path of ['pipe', 'socket', 'folder'].map((name) => join(folder, name))) {
      await expect(files.open(path)).rejects.toMatchObject({
        code: 'source-unreadable',
        message: 'Not a regular file',
      });
    }
    await expect(files.open('/dev/zero')).rejects.toMatchObject({ code: 'source-unreadable' });
  });
});

describe('row 23: a source that changes', () => {
  it.each([
    ['grows', (path: string) => appendFileSync(path, 'more')],
    ['shrinks', (path: string) => truncateSync(path, 1)],
    ['is edited in place', (path: string) => writeFileSync(path, 'other', { flag: 'r+' })],
  ])('has another identity when it %s', async (_, change) => {
    const path = writeSource('12345');
    const source = await openSource(path);
    const before = await source.identity();
    // Two changes within one tick of the file system's clock would look like one.
    do change(path);
    while (statSync(path, { bigint: true }).ctimeNs.toString() === before.changed);
    expect(await source.identity()).not.toEqual(before);
  });

  it('is still the old one when another file takes its name', async () => {
    const path = writeSource('12345');
    const source = await openSource(path);
    const { inode } = await source.identity();
    writeFileSync(`${path}.new`, '67890');
    renameSync(`${path}.new`, path);
    expect((await source.identity()).inode).toBe(inode);
    expect((await (await openSource(path)).identity()).inode).not.toBe(inode);
  });

  it('that is shorter than the range to be summed has changed', async () => {
    const source = await openSource(writeSource('12345'));
    await expect(source.crc64(0, 6, never())).rejects.toMatchObject({ code: 'source-changed' });
  });
});

describe('errors while summing', () => {
  it.each<[TransportFailure, string]>([
    [{ reason: 'read-failed', detail: 'EIO', systemCode: 'EIO' }, 'source-unavailable'],
    [{ reason: 'read-failed', detail: 'EACCES', systemCode: 'EACCES' }, 'source-unreadable'],
    [{ reason: 'worker-failed', detail: 'The worker ended' }, 'connection-lost'],
  ])('%o is %s', async (failure, code) => {
    const checksum = () => Promise.reject(new TransportError(failure));
    const source = await createSourceFiles({ checksum, release: closeSync }).open(writeSource('x'));
    await expect(source.crc64(0, 1, never())).rejects.toMatchObject({ code });
    await source.close();
  });

  it('an abort stays what it is', async () => {
    const source = await openSource(writeSource('x'));
    const signal = AbortSignal.abort(new Error('paused'));
    await expect(source.crc64(0, 1, signal)).rejects.toThrow('paused');
  });
});

describe('closing a source', () => {
  it('closes its descriptor once, however often it is asked to', async () => {
    const source = await files.open(writeSource('x'));
    await Promise.all([source.close(), source.close()]);
    expect(() => fstatSync(source.descriptor)).toThrow('EBADF');
    await expect(source.close()).resolves.toBeUndefined();
  });
});

describe('removing a spool file', () => {
  it('deletes it, and is content when it is gone', async () => {
    const path = writeSource('x');
    await files.removeSpool(path);
    expect(existsSync(path)).toBe(false);
    await files.removeSpool(path);
    rmSync(join(path, '..'), { recursive: true });
    await files.removeSpool(path);
  });
});

describe('errors of the file system', () => {
  it.each([
    ['ENOENT', 'linux', 'source-missing'],
    ['ENOTDIR', 'linux', 'source-missing'],
    ['EACCES', 'linux', 'source-unreadable'],
    ['EPERM', 'linux', 'source-unreadable'],
    ['EPERM', 'win32', 'source-in-use'],
    ['EBUSY', 'win32', 'source-in-use'],
    ['EAGAIN', 'linux', 'source-in-use'],
    ['EMFILE', 'darwin', 'source-in-use'],
    ['ENFILE', 'linux', 'source-in-use'],
    ['EIO', 'linux', 'source-unavailable'],
    ['ENODEV', 'linux', 'source-unavailable'],
    ['ENXIO', 'linux', 'source-unavailable'],
    ['ESTALE', 'linux', 'source-unavailable'],
    ['ELOOP', 'linux', 'source-unreadable'],
    ['EWHATEVER', 'linux', 'source-unreadable'],
  ] as const)('rows 24 to 27: %s on %s is %s', (systemCode, platform, code) => {
    expect(sourceErrorCode(systemCode, platform)).toBe(code);
  });
});
