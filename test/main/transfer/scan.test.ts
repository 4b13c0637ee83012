import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  linkSync,
  mkdirSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { join, relative } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { ScanEntry } from '../../../main/engine/ports/source-files.ts';
import { createSourceFiles } from '../../../main/transfer/source/source-files.ts';
import { FolderWalk } from '../../../main/transfer/source/walk-folder.ts';
import { decodeSourcePath } from '../../../main/transfer/source/source-location.ts';
import type { LeftOut } from '../../../shared/upload/name-pattern.ts';
import type { ScanOptions } from '../../../shared/upload/upload-options.ts';
import { recordWorkers } from '../../helpers/doubles/recorded-workers.ts';
import { becomeOrdinaryUser } from './ordinary-user.ts';
import { never, openFolder } from './transport-fixture.ts';

const transport = {
  checksum: () => Promise.reject(new Error('not asked for')),
  release: () => undefined,
};
const files = createSourceFiles(transport);

async function scan(root: string, options: ScanOptions = {}): Promise<ScanEntry[]> {
  const found: ScanEntry[] = [];
  for await (const batch of files.scan(root, options, never())) found.push(...batch);
  return found;
}

/** One line an entry: what it is, where it goes, and why it does not. */
function lines(entries: readonly ScanEntry[]): string[] {
  return entries.map((entry) => {
    const why =
      entry.kind === 'skipped'
        ? [entry.reason]
        : entry.kind === 'refused'
          ? [entry.error.code]
          : [];
    return [entry.kind, entry.relativePath, ...why].join(' ');
  });
}

/** A folder `root` in a temporary folder, with these files, each holding its own name. */
function openTree(...paths: readonly string[]): string {
  const root = join(openFolder(), 'root');
  mkdirSync(root);
  for (const path of paths) {
    mkdirSync(join(root, path, '..'), { recursive: true });
    writeFileSync(join(root, path), path);
  }
  return root;
}

describe('a thread that dies in the middle of a scan', () => {
  it('row 62: is replaced; every file comes, and what was left out is counted once', async () => {
    const workers = recordWorkers();
    const paths = Array.from({ length: 1500 }, (_, number) => `${number}.jpg`);
    const root = openTree(...paths, '0.tmp');
    const found = new Set<string>();
    const told: (readonly LeftOut[])[] = [];
    const scans = createSourceFiles(transport).scan(root, { exclude: ['*.tmp'] }, never(), (left) =>
      told.push(left),
    );
    for await (const batch of scans) {
      if (found.size === 0) await workers.end('scan-worker');
      for (const { relativePath } of batch) found.add(relativePath);
    }
    expect(workers.started('scan-worker')).toBe(2);
    expect([...found].sort()).toEqual(paths.map((name) => `root/${name}`).sort());
    expect(told.flat().map(({ files }) => files)).toEqual([1]);
  });
});

describe('scanning a folder', () => {
  it('goes through folders first, names in natural order, under its own name', async () => {
    const root = openTree('b/2', 'b/1', 'a', 'B', '.hidden', 'é', 'z/y/x');
    expect(lines(await scan(root))).toEqual([
      'file root/b/1',
      'file root/b/2',
      'file root/z/y/x',
      'file root/.hidden',
      'file root/a',
      'file root/B',
      'file root/é',
    ]);
  });

  it('tells path and identity of each file', async () => {
    const root = openTree('folder/file');
    const path = join(root, 'folder/file');
    const stats = statSync(path, { bigint: true });
    expect(await scan(root)).toEqual([
      {
        kind: 'file',
        path,
        relativePath: 'root/folder/file',
        identity: {
          device: `${stats.dev}`,
          inode: `${stats.ino}`,
          size: 11,
          modified: `${stats.mtimeNs}`,
          changed: `${stats.ctimeNs}`,
        },
      },
    ]);
  });

  it('row 30: keeps every character of a name', async () => {
    const names = ['a\nb', 'smile 😀', 'שלום', '#?%2F', ' ', '<img src=x>', 'a\u200db'];
    const root = openTree(...names);
    const found = await scan(root);
    expect(new Set(found.map((entry) => entry.relativePath))).toEqual(
      new Set(names.map((name) => `root/${name}`)),
    );
  });

  it('row 33: keeps the normalisation of names, or makes it C when asked to', async () => {
    const name = 'cafe\u0301';
    const root = openTree(name);
    expect((await scan(root))[0]?.relativePath).toBe(`root/${name}`);
    const [entry] = await scan(root, { normalizeNames: true });
    expect(entry).toMatchObject({ path: join(root, name), relativePath: 'root/caf\u00e9' });
  });

  it('row 34: refuses names that are no text, with a key that would do', async () => {
    const root = openTree('plain');
    const folder = Buffer.concat([Buffer.from(`${root}/`), Buffer.from([0x64, 0xff])]);
    mkdirSync(folder);
    writeFileSync(Buffer.concat([folder, Buffer.from('/inside')]), 'content');
    writeFileSync(Buffer.from(`${root}/caf\xe9`, 'latin1'), 'content');
    const found = await scan(root);
    expect(lines(found)).toEqual([
      'refused root/d%FF/inside name-not-text',
      'refused root/caf%E9 name-not-text',
      'file root/plain',
    ]);
    expect(found[1]).toMatchObject({ error: { proposedKey: 'root/caf%E9' } });
    // The path is enough to open it, if the user decides so.
    expect(statSync(decodeSourcePath(found[1]?.path ?? '')).size).toBe(7);
    const source = await files.open(found[1]?.path ?? '');
    expect((await source.identity()).size).toBe(7);
    await source.close();
  });

  it('row 47: hands over many files in batches and stops when told to', async () => {
    const root = openTree(...Array.from({ length: 1_200 }, (_, index) => `f${index}`));
    const sizes: number[] = [];
    for await (const batch of files.scan(root, {}, never())) sizes.push(batch.length);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(1_200);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(10_000);
    const controller = new AbortController();
    const consume = async () => {
      for await (const batch of files.scan(root, {}, controller.signal)) {
        expect(batch.length).toBeLessThan(1_200);
        controller.abort(new Error('enough'));
      }
    };
    await expect(consume()).rejects.toThrow('enough');
    await expect(scan(root)).resolves.toHaveLength(1_200);
  });

  it('row 57: skips the files of its own database, whichever path leads there', async () => {
    const root = openTree('queue.db', 'queue.db-wal', 'queue.db.old', 'other/queue.db');
    symlinkSync(root, join(root, '..', 'link'));
    const own = ['queue.db', 'queue.db-wal', 'queue.db-shm'];
    const ownFiles = own.map((name) => join(root, '..', 'link', name));
    const around = createSourceFiles(transport, ownFiles);
    const found: ScanEntry[] = [];
    for (const path of [root, join(root, 'queue.db-wal')]) {
      for await (const batch of around.scan(path, {}, never())) found.push(...batch);
    }
    expect(lines(found)).toEqual([
      'file root/other/queue.db',
      'skipped root/queue.db own-database',
      'skipped root/queue.db-wal own-database',
      'file root/queue.db.old',
      'skipped queue.db-wal own-database',
    ]);
  });

  it('row 74: says why the scan thread ended', async () => {
    // No options at all are what the thread does not foresee.
    const broken = scan(openTree('a'), null as unknown as ScanOptions);
    await expect(broken).rejects.toMatchObject({
      record: {
        code: 'scan-failed',
        detail: expect.stringMatching(/ended: .*null/) as string,
      },
    });
  });

  it('runs two scans at a time', async () => {
    const [one, other] = [openTree('a', 'b/c'), openTree('d')];
    expect((await Promise.all([scan(one), scan(other)])).map(lines)).toEqual([
      ['file root/b/c', 'file root/a'],
      ['file root/d'],
    ]);
  });

  it('does not notice files that vanish before it looks at them', async () => {
    const root = openTree('a/1', 'b/1');
    for await (const batch of files.scan(root, {}, never())) {
      expect(batch.length).toBeGreaterThan(0);
      rmSync(root, { recursive: true, force: true });
    }
    await expect(scan(root)).rejects.toMatchObject({ code: 'source-missing' });
  });
});

describe('what is deleted while a scan goes on', () => {
  it('is left out when it is a file, and the rest is found', () => {
    const root = openTree('a', 'b', 'c');
    const walk = new FolderWalk(root, {}).entries();
    expect(walk.next().value).toMatchObject({ relativePath: 'root/a' });
    rmSync(join(root, 'b'));
    const rest = [...walk].filter((entry) => entry !== undefined);
    expect(lines(rest)).toEqual(['file root/c']);
  });

  it.each<[string, (root: string) => void]>([
    ['is gone', () => undefined],
    ['is another one, as an empty mount point is', (root) => mkdirSync(root)],
  ])('row 27: is an error when it is the root, which then %s', (_then, replace) => {
    const root = openTree('a', 'b', 'c');
    const walk = new FolderWalk(root, {}).entries();
    expect(walk.next().value).toMatchObject({ relativePath: 'root/a' });
    renameSync(root, `${root}-elsewhere`);
    replace(root);
    expect(() => [...walk]).toThrow(
      expect.objectContaining({
        record: { code: 'source-missing', detail: 'The folder went away while it was scanned' },
      }),
    );
  });
});

describe('the root of a scan', () => {
  it('can be a file', async () => {
    const root = openTree('file.txt');
    expect(lines(await scan(join(root, 'file.txt')))).toEqual(['file file.txt']);
  });

  it('can be a link to a file or folder, and keeps the name of the link', async () => {
    const root = openTree('folder/file', 'single');
    symlinkSync('folder', join(root, 'to-folder'));
    symlinkSync('single', join(root, 'to-file'));
    expect(lines(await scan(join(root, 'to-folder')))).toEqual(['file to-folder/file']);
    expect(lines(await scan(join(root, 'to-file')))).toEqual(['file to-file']);
  });

  it('can be given with slashes and dots, which its name does not have', async () => {
    const root = openTree('folder/file');
    const fromHere = relative(process.cwd(), root);
    for (const name of [`${root}/`, `${root}/.`, `${root}/folder/..`, fromHere]) {
      expect(lines(await scan(name))).toEqual(['file root/folder/file']);
    }
  });

  it('that has no name adds none', async () => {
    for await (const batch of files.scan('/', { exclude: ['proc', 'sys', 'dev'] }, never())) {
      expect(batch[0]?.relativePath).not.toMatch(/^\//);
      expect(`/${batch[0]?.relativePath}`).toBe(batch[0]?.path);
      break;
    }
  });

  it('row 24: that is missing is an error', async () => {
    const root = openTree();
    await expect(scan(join(root, 'nothing'))).rejects.toMatchObject({ code: 'source-missing' });
    writeFileSync(join(root, 'file'), '');
    await expect(scan(join(root, 'file/below'))).rejects.toMatchObject({ code: 'source-missing' });
    await expect(scan('a\0b')).rejects.toMatchObject({ code: 'source-missing' });
  });

  it('row 26: that is unreadable is an error', async () => {
    becomeOrdinaryUser();
    const root = openTree('file');
    chmodSync(root, 0o000);
    onTestFinished(() => chmodSync(root, 0o700));
    await expect(scan(root)).rejects.toMatchObject({ code: 'source-unreadable' });
  });
});

describe('what is not sent', () => {
  it('row 26: an unreadable folder is refused, the rest goes on', async () => {
    becomeOrdinaryUser();
    const root = openTree('a/file', 'b/file', 'c/file');
    chmodSync(join(root, 'b'), 0o000);
    onTestFinished(() => chmodSync(join(root, 'b'), 0o700));
    expect(lines(await scan(root))).toEqual([
      'file root/a/file',
      'refused root/b source-unreadable',
      'file root/c/file',
    ]);
  });

  it('row 28: links are skipped', async () => {
    const root = openTree('file');
    symlinkSync('file', join(root, 'link'));
    symlinkSync('.', join(root, 'loop'));
    expect(lines(await scan(root))).toEqual([
      'file root/file',
      'skipped root/link symbolic-link',
      'skipped root/loop symbolic-link',
    ]);
  });

  it('row 28: links that are followed end no scan in a loop and leave the root nowhere', async () => {
    const root = openTree('real/file', 'z/file');
    writeFileSync(join(root, '../outside'), 'secret');
    symlinkSync('..', join(root, 'real/up'));
    symlinkSync('real', join(root, 'folder'));
    symlinkSync('real/file', join(root, 'file'));
    symlinkSync('../outside', join(root, 'out'));
    symlinkSync('/', join(root, 'far'));
    symlinkSync('nowhere', join(root, 'broken'));
    symlinkSync('self', join(root, 'self'));
    expect(lines(await scan(root, { followLinks: true }))).toEqual([
      'file root/real/file',
      'skipped root/real/up symbolic-link',
      'file root/z/file',
      'refused root/broken source-missing',
      'skipped root/far symbolic-link',
      'file root/file',
      'file root/folder/file',
      'skipped root/folder/up symbolic-link',
      'skipped root/out symbolic-link',
      'refused root/self source-unreadable',
    ]);
  });

  it('row 29: pipes, sockets and devices are skipped', async () => {
    const root = openTree('file');
    execFileSync('mkfifo', [join(root, 'pipe')]);
    const server = createServer().listen(join(root, 'socket'));
    await once(server, 'listening');
    onTestFinished(() => void server.close());
    expect(lines(await scan(root))).toEqual([
      'file root/file',
      'skipped root/pipe special-file',
      'skipped root/socket special-file',
    ]);
    expect(lines(await scan(join(root, 'pipe')))).toEqual(['skipped pipe special-file']);
    expect(lines(await scan('/dev/null'))).toEqual(['skipped null special-file']);
  });

  it('two names of one file are two files', async () => {
    const root = openTree('one');
    linkSync(join(root, 'one'), join(root, 'two'));
    expect(lines(await scan(root))).toEqual(['file root/one', 'file root/two']);
  });
});

describe('options of a scan', () => {
  it('include and exclude by name, and never look into what is excluded', async () => {
    const root = openTree('a.txt', 'b.md', 'skip/c.txt', 'deep/er/d.txt', 'deep/e.bin');
    symlinkSync('a.txt', join(root, 'link.md'));
    expect(lines(await scan(root, { include: ['*.txt'], exclude: ['skip'] }))).toEqual([
      'file root/deep/er/d.txt',
      'file root/a.txt',
    ]);
    expect(lines(await scan(join(root, 'b.md'), { include: ['*.txt'] }))).toEqual([]);
  });

  it('row 35: report empty folders when they are to be kept', async () => {
    const root = openTree('full/file');
    mkdirSync(join(root, 'empty/inner'), { recursive: true });
    expect(lines(await scan(root))).toEqual(['file root/full/file']);
    expect(lines(await scan(root, { keepEmptyFolders: true }))).toEqual([
      'empty-folder root/empty/inner',
      'file root/full/file',
    ]);
    expect(lines(await scan(join(root, 'empty/inner'), { keepEmptyFolders: true }))).toEqual([
      'empty-folder inner',
    ]);
    expect(await scan(join(root, 'empty/inner'))).toEqual([]);
  });

  it('do not call a folder empty whose files were left out', async () => {
    const root = openTree('folder/file.tmp');
    expect(await scan(root, { keepEmptyFolders: true, exclude: ['*.tmp'] })).toEqual([]);
  });
});
