import { describe, expect, it } from 'vitest';
import type { UnfinishedUpload } from '../../../main/engine/api.ts';
import { createFakeWorld } from '../../helpers/doubles/fake-world.ts';
import type { FakeWorld } from '../../helpers/doubles/fake-world.ts';

const here = import.meta.filename;
const db = ['--db', here];
const otherFile = '/other/queue.db';

function upload(uploadId: string, more: Partial<UnfinishedUpload> = {}): UnfinishedUpload {
  const initiated = -86_400_000;
  return {
    key: uploadId,
    uploadId,
    initiated,
    size: 1e6,
    partCount: 2,
    ownedByQueue: false,
    ...more,
  };
}

/** One upload of this queue, two of another Ferry, an old and a new one of no Ferry. */
function withUploads(terminal = false): FakeWorld {
  const fake = createFakeWorld({ terminal });
  fake.engine.uploads = [
    upload('ours', { ownedByQueue: true }),
    upload('theirs'),
    upload('begun', { key: 'just/begun' }),
    upload('old'),
    upload('new', { initiated: 0 }),
  ];
  fake.others.push({
    file: otherFile,
    uploads: { uploadIds: new Set(['theirs']), begun: new Set(['photos/just/begun']) },
  });
  return fake;
}

const abort = ['parts', 'abort', '--bucket', 'photos', ...db];
const aborted = (fake: FakeWorld) =>
  fake.engine.calls.map((call) => call.replace('abortUnfinished ', ''));

describe('ferry parts list', () => {
  it('row 61: shows size, age and owner of each upload, and starts nothing', async () => {
    const fake = withUploads();
    expect(await fake.run('parts', 'list', '--bucket', 'photos', ...db)).toBe(0);
    expect(fake.output().split('\n')).toEqual([
      '  1.00 MB  2 parts  24 h old  ours  ours  in this queue',
      `  1.00 MB  2 parts  24 h old  theirs  theirs  of another Ferry: ${otherFile}`,
      `  1.00 MB  2 parts  24 h old  just/begun  begun  of another Ferry: ${otherFile}`,
      '  1.00 MB  2 parts  24 h old  old  old  of no Ferry of yours',
      '  1.00 MB  2 parts  0 s old  new  new  of no Ferry of yours',
      '5 unfinished uploads, 5.00 MB.',
      '',
    ]);
    expect(fake.engine.calls).toEqual([]);
  });

  it('says which database it could not look into', async () => {
    const fake = withUploads();
    fake.others.push({ file: '/media/stick/queue.db', uploads: undefined });
    expect(await fake.run('parts', 'list', '--bucket', 'photos', ...db)).toBe(0);
    expect(fake.output()).toContain('cannot be read now');
    expect(fake.output()).toContain('/media/stick/queue.db');
  });
});

describe('ferry parts abort', () => {
  it.each([
    [['--unknown'], ['old', 'new']],
    [['--unknown', '--older-than', '12h'], ['old']],
    [['--older-than', '12h'], ['old']],
    [
      ['--of-database', otherFile],
      ['theirs', 'begun'],
    ],
    [
      ['theirs', 'new'],
      ['theirs', 'new'],
    ],
  ])('row 61: with %j it aborts those and no others', async (words, expected) => {
    const fake = withUploads();
    expect(await fake.run(...abort, ...words, '--yes', '--json')).toBe(0);
    expect(aborted(fake)).toEqual(expected);
    const shown = words.includes('--older-than') ? 4 : 5;
    expect(fake.events().at(-1)).toEqual({
      type: 'summary',
      uploads: expected.length,
      bytes: expected.length * 1e6,
      kept: shown - expected.length,
    });
  });

  it.each([
    [[], /not clear which/],
    [['--prefix', 'a/'], /not clear which/],
    [['--unknown', '--of-database', otherFile], /Only one choice/],
    [['old', '--unknown'], /Only one choice/],
    [['old', 'gone'], /no such unfinished upload: gone/],
    [['old', 'ours'], /ours is in this queue/],
    [['--of-database', '/nowhere/queue.db'], /of no other Ferry/],
  ])('row 61: with %j it aborts nothing and says why', async (words, sentence) => {
    const fake = withUploads();
    expect(await fake.run(...abort, ...words, '--yes')).toBe(2);
    expect(fake.errors()).toMatch(sentence);
    expect(aborted(fake)).toEqual([]);
  });

  it('row 61: aborts nothing as unknown while a database cannot be read', async () => {
    const fake = withUploads();
    fake.others.push({ file: '/media/stick/queue.db', uploads: undefined });
    expect(await fake.run(...abort, '--unknown', '--yes')).toBe(2);
    expect(fake.errors()).toContain('/media/stick/queue.db');
    expect(await fake.run(...abort, '--of-database', '/media/stick/queue.db', '--yes')).toBe(2);
    expect(aborted(fake)).toEqual([]);
    expect(await fake.run(...abort, 'old', '--yes')).toBe(0);
    expect(aborted(fake)).toEqual(['old']);
  });

  it('shows the kept uploads and how to end them', async () => {
    const fake = withUploads();
    expect(await fake.run(...abort, '--unknown', '--yes')).toBe(0);
    expect(fake.output()).toContain('Kept: 1 that this queue will finish');
    expect(fake.output()).toContain('Kept: 2 of other Ferrys of yours');
  });

  it('aborts nothing without a yes', async () => {
    const pipe = withUploads();
    expect(await pipe.run(...abort, '--unknown')).toBe(2);
    const person = withUploads(true);
    person.type('n');
    expect(await person.run(...abort, '--unknown')).toBe(0);
    expect(person.output()).toContain('of no Ferry of yours');
    expect([...aborted(pipe), ...aborted(person)]).toEqual([]);
  });
});
