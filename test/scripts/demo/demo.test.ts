import { mkdtemp, mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { JournalEntry } from '../../../sandbox/journal.ts';
import { countSent, partName } from '../../../scripts/demo/count-sent.ts';
import { readDemoArguments } from '../../../scripts/demo/demo-arguments.ts';
import { findProblems, reportLines } from '../../../scripts/demo/demo-report.ts';
import type { DemoFacts } from '../../../scripts/demo/demo-report.ts';
import { isKillMoment, partsStored } from '../../../scripts/demo/kill-moment.ts';
import { createLiveLine } from '../../../scripts/demo/live-line.ts';
import { generateFile, pickQuickRoots } from '../../../scripts/demo/prepare-source.ts';
import { walkSource } from '../../../scripts/demo/walk-source.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'ferry-demo-test-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

function entry(
  operation: JournalEntry['operation'],
  key: string,
  partNumber?: number,
  change: Partial<JournalEntry> = {},
): JournalEntry {
  return {
    at: 0,
    method: 'PUT',
    operation,
    bucket: 'demo',
    key,
    uploadId: undefined,
    partNumber,
    requestId: 'R',
    status: 200,
    bytesReceived: 10,
    applied: true,
    faults: [],
    isFinished: true,
    ...change,
  };
}

describe('readDemoArguments', () => {
  it('takes a folder and --quick in any order', () => {
    expect(readDemoArguments([])).toEqual({ kind: 'run', arguments: { quick: false } });
    expect(readDemoArguments(['--quick', 'a'])).toEqual({
      kind: 'run',
      arguments: { folder: 'a', quick: true },
    });
  });

  it('refuses anything else', () => {
    expect(readDemoArguments(['--fast'])).toMatchObject({ kind: 'wrong' });
    expect(readDemoArguments(['a', 'b'])).toMatchObject({ kind: 'wrong' });
    expect(readDemoArguments(['-h'])).toEqual({ kind: 'help' });
  });
});

describe('the moment of the kill', () => {
  const large = { key: 'large', parts: 12 };
  const half = [1, 2, 3, 4, 5].map((part) => entry('UploadPart', 'large', part));

  it('is when the large file is half way and other files are done', () => {
    expect(isKillMoment(half, { filesDone: 20, filesTotal: undefined }, large)).toBe(true);
    expect(partsStored(half, 'large')).toBe(5);
  });

  it('does not come before that', () => {
    const observed = { filesDone: 20, filesTotal: undefined };
    expect(isKillMoment(half.slice(1), observed, large)).toBe(false);
    expect(isKillMoment(half, { ...observed, filesDone: 19 }, large)).toBe(false);
    expect(isKillMoment(half, observed, { ...large, key: 'other' })).toBe(false);
    const refused = half.map((one) => ({ ...one, applied: false }));
    expect(isKillMoment(refused, observed, large)).toBe(false);
  });

  it('does not wait for more files than there are', () => {
    expect(isKillMoment(half, { filesDone: 2, filesTotal: 3 }, large)).toBe(true);
  });

  it('comes at half of the files when the large one is late', () => {
    expect(isKillMoment([], { filesDone: 500, filesTotal: 1000 }, large)).toBe(true);
    expect(isKillMoment([], { filesDone: 499, filesTotal: 1000 }, large)).toBe(false);
    const begun = half.slice(1);
    expect(isKillMoment(begun, { filesDone: 500, filesTotal: 1000 }, large)).toBe(false);
  });

  it('is over when the file is complete', () => {
    expect(partsStored([...half, entry('CompleteMultipartUpload', 'large')], 'large')).toBe(0);
  });
});

describe('countSent', () => {
  it('distinguishes bytes sent once from bytes sent twice', () => {
    const journal = [
      entry('PutObject', 'small'),
      entry('PutObject', 'hit'),
      entry('UploadPart', 'large', 1),
      entry('UploadPart', 'large', 2, { applied: false, status: 0, bytesReceived: 5 }),
      entry('PutObject', 'hit'),
      entry('UploadPart', 'large', 2),
      entry('HeadObject', 'small'),
    ];
    const committed = { keys: new Set(['small']), parts: new Set([partName('large', 1)]) };
    expect(countSent(journal, 4, committed)).toEqual({
      partsOnce: 1,
      partsTwice: 1,
      filesOnce: 1,
      filesTwice: 1,
      needless: [],
    });
  });

  it('finds what was finished and sent again', () => {
    const journal = [
      entry('PutObject', 'small'),
      entry('UploadPart', 'large', 1),
      entry('UploadPart', 'large', 1),
      entry('PutObject', 'small'),
    ];
    const committed = { keys: new Set(['small']), parts: new Set([partName('large', 1)]) };
    expect(countSent(journal, 2, committed).needless).toEqual(['large part 1', 'small']);
  });
});

describe('the source', () => {
  it('is listed with keys, without links and without caches at the top', async () => {
    const root = path.join(folder, 'root');
    await mkdir(path.join(root, '.cache', 'x'), { recursive: true });
    await mkdir(path.join(root, 'a'));
    await writeFile(path.join(root, '.cache', 'x', 'f'), 'x');
    await writeFile(path.join(root, 'a', 'f'), 'abc');
    await symlink('a', path.join(root, 'link'));
    const single = path.join(folder, 'single');
    await writeFile(single, '');
    expect(await walkSource([root, single], 'demo/')).toEqual({
      files: [
        { path: path.join(root, 'a', 'f'), key: 'demo/root/a/f', size: 3 },
        { path: single, key: 'demo/single', size: 0 },
      ],
      links: 1,
      specialFiles: 0,
    });
  });

  it('is generated alike each time, and does not repeat itself', async () => {
    const size = 4 * 1024 * 1024 + 5;
    const [one, other] = [path.join(folder, '1'), path.join(folder, '2')];
    await generateFile(one, size);
    await generateFile(other, size);
    const bytes = await readFile(one);
    expect(bytes).toHaveLength(size);
    expect(bytes.equals(await readFile(other))).toBe(true);
    expect(bytes.subarray(0, 1024).equals(bytes.subarray(1024, 2048))).toBe(false);
  });

  it('of a quick run is a small folder as a whole', async () => {
    await writeFile(path.join(folder, 'f'), 'x');
    expect(await pickQuickRoots(folder)).toEqual([folder]);
  });
});

describe('the report', () => {
  const facts: DemoFacts = {
    source: { files: [{ path: 'p', key: 'demo/k', size: 1000 }], links: 2, specialFiles: 0 },
    seconds: 1,
    killed: { filesDone: 5, key: 'demo/k', partsStored: 3, parts: 10 },
    sent: { partsOnce: 9, partsTwice: 1, filesOnce: 4, filesTwice: 0, needless: [] },
    comparison: { identical: 1, wrong: [], surplus: [] },
    unfinishedUploads: 0,
    exitCode: 0,
    dataFolder: 'somewhere',
  };

  it('says what was found', () => {
    const text = reportLines(facts).join('\n');
    expect(text).toContain('9 sent once, 1 sent twice');
    expect(text).toContain('2 symbolic links, on purpose');
    expect(text).toContain('1 of 1 objects are identical');
    expect(text).toContain('rm -r somewhere');
    expect(findProblems(facts)).toEqual([]);
  });

  it.each<[string, Partial<DemoFacts>]>([
    ['an object that differs', { comparison: { identical: 0, wrong: ['k differs'], surplus: [] } }],
    ['an object too many', { comparison: { identical: 1, wrong: [], surplus: ['k2'] } }],
    ['a part sent again', { sent: { ...facts.sent, needless: ['k part 1'] } }],
    ['an upload left over', { unfinishedUploads: 1 }],
    ['a failure of Ferry', { exitCode: 1 }],
  ])('does not hide %s', (_what, change) => {
    expect(findProblems({ ...facts, ...change })).toHaveLength(1);
    expect(reportLines({ ...facts, ...change }).join('\n')).toContain('Not as it should be');
  });
});

describe('the live line', () => {
  it('moves on a terminal and is plain now and then in a pipe', () => {
    const terminal = new PassThrough() as PassThrough & { isTTY?: boolean };
    terminal.isTTY = true;
    const live = createLiveLine(terminal, () => 0);
    live.show('1 of 2');
    live.say('Done');
    expect(String(terminal.read())).toBe('\r\u001b[K  1 of 2\r\u001b[KDone\n');
    let now = 0;
    const pipe = new PassThrough();
    const plain = createLiveLine(pipe, () => now);
    plain.show('too early');
    now = 5000;
    plain.show('now');
    expect(String(pipe.read())).toBe('  now\n');
  });
});
