import { describe, expect, it } from 'vitest';
import type { UploadsQuery } from '../../../../main/engine/ports/picture-queries.ts';
import { rowsAtOnce } from '../../../../main/store/operations/row-walk.ts';
import { useTestQueue } from '../operations-fixture.ts';
import { newBatch, newBlob, newFile, newFiles } from '../sample-rows.ts';

const queue = useTestQueue();

const place = (bucket: string, prefix = '') => ({ accountId: 'work', bucket, prefix });

/** Adds an upload at a time, with one file unless told otherwise. */
function addUpload(
  name: string,
  createdAt: number,
  files = [newFile(`${name}.jpg`)],
  destination = place('pictures'),
): readonly number[] {
  return queue.add(files, newBatch({ name, createdAt, destination, roots: ['/data'] }));
}

function scanned(...ids: readonly number[]): void {
  for (const id of ids) queue.operations.finishRoot(id, '/data');
}

function found(query: UploadsQuery): readonly number[] {
  return queue.operations.uploadList(query).ids;
}

describe('the list of uploads', () => {
  it('row 78: is ordered by the time of adding, newest first, and tells what is unfinished', () => {
    addUpload('old', 30);
    addUpload('new', 50);
    addUpload('clock went back', 40);
    scanned(1, 2, 3);
    queue.operations.applyToAll({ batchId: 2 }, { type: 'cancel' });
    expect(queue.operations.uploadList({})).toEqual({
      ids: [2, 3, 1],
      addedAt: [50, 40, 30],
      unfinished: [3, 1],
    });
  });

  it('counts the skipped files of an upload by reason, until they are removed', () => {
    const skipped = (name: string, reason: 'exists' | 'symbolic-link') =>
      newFile(name, { state: { name: 'skipped', reason } });
    const files = [
      skipped('a', 'symbolic-link'),
      skipped('b', 'exists'),
      newFile('c'),
      newFile('d'),
    ];
    const ids = addUpload('photos', 10, files);
    for (const id of ids.slice(2)) {
      queue.operations.apply(id, { type: 'skip', reason: 'exists' });
    }
    const skips = () => queue.operations.uploadFacts([1])[0]?.skips;
    expect(skips()).toEqual([
      { reason: 'exists', files: 3 },
      { reason: 'symbolic-link', files: 1 },
    ]);
    queue.operations.putAside({ ids: ids.slice(1, 3) }, 1);
    expect(skips()).toEqual([
      { reason: 'exists', files: 1 },
      { reason: 'symbolic-link', files: 1 },
    ]);
    queue.operations.bringBack(1);
    expect(skips()?.[0]).toEqual({ reason: 'exists', files: 3 });
  });

  it('is narrowed by place, time, result and text', () => {
    const [done = 0] = addUpload('Ernte', 10, undefined, place('farm', 'herbst/'));
    const [failed = 0] = addUpload('wedding', 20);
    addUpload('gone', 30);
    addUpload('100% fresh', 40, undefined, place('farm'));
    scanned(1, 2, 3);
    queue.operations.claim('small', 2, []);
    queue.operations.apply(done, { type: 'finish', verified: 'crc64' });
    queue.operations.apply(failed, { type: 'fail', error: { code: 'access-denied' } });
    queue.operations.applyToAll({ batchId: 3 }, { type: 'cancel' });
    expect(found({ destination: place('farm') })).toEqual([4]);
    expect(found({ destination: place('farm', 'herbst/') })).toEqual([1]);
    expect(found({ from: 20, to: 40 })).toEqual([3, 2]);
    expect(found({ result: 'finished' })).toEqual([1]);
    expect(found({ result: 'failed' })).toEqual([2]);
    expect(found({ result: 'cancelled' })).toEqual([3]);
    expect(found({ result: 'unfinished' })).toEqual([4]);
    expect(found({ search: 'WED' })).toEqual([2]);
    expect(found({ search: '0%' })).toEqual([4]);
    expect(found({ search: 'herb' })).toEqual([1]);
    expect(found({ search: 'farm', result: 'finished', to: 11 })).toEqual([1]);
  });

  it('has the numbers of the unfinished uploads, and of no other', () => {
    addUpload('one', 10, newFiles(3));
    addUpload('two', 20);
    scanned(1, 2);
    queue.operations.applyToAll({ batchId: 2 }, { type: 'pause' });
    const counts = queue.operations.unfinishedCounts();
    expect(counts.map(({ batchId }) => batchId)).toEqual([1, 2]);
    expect(counts[0]?.counters.states.queued).toEqual({ files: 3, bytes: 300 });
    expect(queue.operations.unfinishedCounts([2, 9])).toHaveLength(1);
    queue.operations.applyToAll({ all: true }, { type: 'cancel' });
    expect(queue.operations.unfinishedCounts()).toEqual([]);
  });

  it('names each cause of each upload once', () => {
    const [one = 0, two = 0] = addUpload('one', 10, newFiles(2));
    const [three = 0] = addUpload('two', 20);
    queue.operations.claim('small', 3, []);
    for (const id of [one, two]) {
      queue.operations.apply(id, { type: 'fail', error: { code: 'access-denied' } });
    }
    queue.operations.apply(three, { type: 'wait', why: 'conflict' });
    expect(queue.operations.batchCauses()).toEqual([
      { batchId: 2, accountId: 'work', cause: 'conflict', files: 1 },
      { batchId: 1, accountId: 'work', cause: 'access-denied', files: 2 },
    ]);
  });
});

describe('the facts of an upload', () => {
  it('say what was added, why it failed and when it ended', () => {
    const [id = 0] = addUpload('one', 10, [newFile('a.jpg'), newFile('b.txt')]);
    queue.operations.claim('small', 2, []);
    queue.operations.apply(id, { type: 'fail', error: { code: 'source-changed' } });
    const [running] = queue.operations.uploadFacts([1, 99]);
    expect(running?.endedAt).toBeUndefined();
    queue.context.now = 7000;
    queue.operations.apply(id + 1, { type: 'finish', verified: 'crc64' });
    queue.context.now = 8000;
    scanned(1);
    const facts = queue.operations.uploadFacts([1, 99]);
    expect(facts).toHaveLength(1);
    expect(facts[0]).toMatchObject({
      source: 'folder',
      endedAt: 7000,
      failures: [
        {
          code: 'source-changed',
          files: 1,
          example: { id, name: 'a.jpg', error: { code: 'source-changed' } },
        },
      ],
      firstFiles: [
        { id, name: 'a.jpg' },
        { id: id + 1, name: 'b.txt' },
      ],
    });
  });

  it('an upload by paths can be made again, also of one file under a key of its own', () => {
    const roots = ['/data/b', '/data/a', '/data/c'];
    const path = '/data/me/pictures/b';
    queue.add([newFile('a'), newFile('b')], newBatch({ roots }));
    queue.add([newFile('b', { relativePath: 'b' })], newBatch({ roots: [path] }));
    queue.add([newFile('b', { key: 'other', relativePath: 'b' })], newBatch({ roots: [path] }));
    const chosen = { key: 'mine.bin', relativePath: 'c' };
    queue.add([newFile('c', chosen)], newBatch({ roots: [] }));
    queue.add([newBlob('pasted')], newBatch({ roots: [] }));
    queue.add([newFile('d'), newBlob('e')], newBatch({ roots: [] }));
    const { batch, uploadOrder, uploadFacts } = queue.operations;
    expect([1, 2, 3, 4, 5, 6, 7].map(uploadOrder)).toEqual([
      { batch: batch(1), roots },
      { batch: batch(2), roots: [path] },
      { batch: batch(3), roots: [path], key: 'other' },
      { batch: batch(4), roots: ['/data/me/pictures/c'], key: 'mine.bin' },
      ...[undefined, undefined, undefined],
    ]);
    const facts = uploadFacts([1, 2, 4, 5, 6]);
    expect(facts.map(({ isRepeatable, source }) => [isRepeatable, source])).toEqual([
      [true, 'files'],
      [true, 'files'],
      [true, 'files'],
      [false, 'clipboard'],
      [false, 'clipboard'],
    ]);
  });

  it('a retried upload has not ended, and ends again later', () => {
    const [id = 0] = addUpload('one', 10);
    scanned(1);
    const fail = (at: number): void => {
      queue.context.now = at;
      queue.operations.claim('small', 1, []);
      queue.operations.apply(id, { type: 'fail', error: { code: 'access-denied' } });
    };
    const endedAt = () => queue.operations.uploadFacts([1])[0]?.endedAt;
    fail(2000);
    queue.context.now = 2500;
    expect([queue.operations.uploadList({}).unfinished, endedAt()]).toEqual([[], 2000]);
    queue.operations.apply(id, { type: 'retry' });
    expect(endedAt()).toBeUndefined();
    expect(queue.operations.uploadList({}).unfinished).toEqual([1]);
    fail(3000);
    expect(endedAt()).toBe(3000);
  });

  it('distinguish files, a folder and bytes from the clipboard', () => {
    addUpload('files', 1, [newFile('a', { relativePath: 'a' })]);
    addUpload('folder', 2, [newFile('b', { relativePath: 'd/b' })]);
    queue.add([newBlob('c.png', { relativePath: 'c.png' })], newBatch({ roots: [] }));
    const facts = queue.operations.uploadFacts([1, 2, 3]);
    expect(facts.map(({ source }) => source)).toEqual(['files', 'folder', 'clipboard']);
  });
});

describe('a search in files', () => {
  it('finds uploads by a part of the path or the key, in portions', () => {
    const long = Array.from({ length: rowsAtOnce + 5000 }, (_, n) =>
      newFile(`${n}`, { relativePath: `d/${n}` }),
    );
    addUpload('long', 10, long);
    addUpload('short', 20, [newFile('x', { relativePath: 'd/9999' })]);
    addUpload('none', 30, undefined, place('farm', '24999/'));
    const first = queue.operations.findUploads([3, 2, 1], '/9999');
    expect(first).toMatchObject({ found: [2], searched: 2 });
    expect(first.after).toBeDefined();
    expect(queue.operations.findUploads([1], '/9999', first.after)).toEqual({
      found: [1],
      searched: 1,
    });
    expect(queue.operations.findUploads([3], '24999/')).toEqual({ found: [3], searched: 1 });
  });

  it('finds the files of one upload under a filter', () => {
    const ids = addUpload('one', 10, [newFile('IMG_1.nef'), newFile('img_2.nef'), newFile('b')]);
    queue.operations.claim('small', 1, []);
    expect(queue.operations.findFiles(1, 'all', 'img')).toEqual({ found: ids.slice(0, 2) });
    expect(queue.operations.findFiles(1, 'waiting', 'img')).toEqual({ found: [ids[1]] });
    expect(queue.operations.findFiles(1, 'all', 'IMG%')).toEqual({ found: [] });
  });
});
