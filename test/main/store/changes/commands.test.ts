import { describe, expect, it } from 'vitest';
import { allowedFrom, type StateName, stateNames } from '../../../../shared/transfer-state.ts';
import { present, useTestQueue } from '../operations-fixture.ts';
import {
  accessDenied,
  batchTo,
  identity,
  newBatch,
  newBlob,
  newFile,
  newFiles,
  part,
} from '../sample-rows.ts';

const queue = useTestQueue();

/** Adds one row in each state, in the order of their names. */
function addOneOfEach(bucket = 'pictures'): number[] {
  const ids = queue.add(newFiles(stateNames.length), batchTo('work', bucket));
  const [, uploading, verifying, waiting, paused, done, skipped, failed, cancelled] = ids;
  const apply = queue.operations.apply;
  for (const id of [uploading, verifying, done]) apply(present(id), { type: 'start' });
  apply(present(verifying), { type: 'verify' });
  apply(present(waiting), { type: 'wait', why: 'retry', until: 9 });
  apply(present(paused), { type: 'pause' });
  apply(present(done), { type: 'finish', verified: 'crc64' });
  apply(present(skipped), { type: 'skip', reason: 'exists' });
  apply(present(failed), { type: 'fail', error: accessDenied }, { attempts: 8 });
  apply(present(cancelled), { type: 'cancel' });
  expect(namesOf(ids)).toEqual(stateNames);
  return ids;
}

function namesOf(ids: readonly number[]): StateName[] {
  return queue.operations.transfers(ids).map(({ state }) => state.name);
}

describe.each(['pause', 'resume', 'retry', 'cancel'] as const)('applyToAll with %s', (type) => {
  const target = {
    pause: 'paused',
    resume: 'queued',
    retry: 'queued',
    cancel: 'cancelled',
  } as const;
  const running: readonly StateName[] = ['uploading', 'verifying'];
  const moves = (name: StateName) => allowedFrom[type].includes(name) && !running.includes(name);
  const after = stateNames.map((name) => (moves(name) ? target[type] : name));
  const changed = stateNames.filter(moves).length;

  it('changes the rows that allow it and do not run', () => {
    const ids = addOneOfEach();
    expect(queue.operations.applyToAll({ all: true }, { type })).toBe(changed);
    expect(namesOf(ids)).toEqual(after);
  });

  it('changes those of one batch', () => {
    const others = addOneOfEach('one');
    const ids = addOneOfEach('two');
    expect(queue.operations.applyToAll({ batchId: 2 }, { type })).toBe(changed);
    expect(namesOf(ids)).toEqual(after);
    expect(namesOf(others)).toEqual(stateNames);
  });

  it('changes those that were named', () => {
    const ids = addOneOfEach();
    const others = addOneOfEach('two');
    expect(queue.operations.applyToAll({ ids: [...ids, 999] }, { type })).toBe(changed);
    expect(namesOf(ids)).toEqual(after);
    expect(namesOf(others)).toEqual(stateNames);
    expect(queue.operations.applyToAll({ ids: [] }, { type })).toBe(0);
  });
});

describe('applyToAll', () => {
  it('retries one kind of error, everywhere or in one batch', () => {
    queue.add(newFiles(3), batchTo('work', 'one'));
    queue.add(newFiles(1), batchTo('work', 'two'));
    queue.operations.apply(1, { type: 'fail', error: accessDenied }, { attempts: 8 });
    queue.operations.apply(2, { type: 'fail', error: { code: 'source-missing' } });
    queue.operations.apply(4, { type: 'fail', error: accessDenied });
    const selection = { errorCode: 'access-denied' } as const;
    expect(queue.operations.applyToAll({ ...selection, batchId: 1 }, { type: 'retry' })).toBe(1);
    expect(namesOf([1, 2, 3, 4])).toEqual(['queued', 'failed', 'queued', 'failed']);
    expect(queue.operations.transfers([1])[0]?.attempts).toBe(1);
    expect(queue.operations.applyToAll(selection, { type: 'retry' })).toBe(1);
    expect(namesOf([1, 2, 3, 4])).toEqual(['queued', 'failed', 'queued', 'queued']);
  });

  it('leaves nothing of a wait behind in a row that was paused', () => {
    const [id = 0] = queue.add(newFiles(1));
    const wait = { type: 'wait', why: 'retry', until: 5, error: accessDenied } as const;
    queue.operations.apply(id, wait);
    queue.operations.applyToAll({ all: true }, { type: 'pause' });
    expect(queue.operations.transfers([id])[0]?.state).toEqual({ name: 'paused' });
    expect(queue.operations.wake(100)).toBeUndefined();
    expect(namesOf([id])).toEqual(['paused']);
  });

  it('ends, when it cancels, what was begun', () => {
    const ids = queue.add([newFile('parts'), newFile('intent'), newBlob('blob'), newFile('plain')]);
    queue.operations.intend(1, { partSize: 10, identity: identity(), at: 500 });
    queue.operations.saveUploadId(1, 'UPLOAD-1');
    queue.operations.savePart(1, part(1));
    queue.operations.intend(2, { partSize: 10, identity: identity(), at: 600 });
    expect(queue.operations.applyToAll({ batchId: 1 }, { type: 'cancel' })).toBe(4);
    expect(queue.operations.dueCleanups(1000, 9)).toMatchObject([
      { kind: 'abort-upload', key: '2024/parts', uploadId: 'UPLOAD-1' },
      { kind: 'find-orphan', key: '2024/intent', intendedAt: 600 },
      { kind: 'remove-spool', path: '/spool/blob' },
    ]);
    expect(queue.operations.checkpoint(1)).toBeUndefined();
    expect(queue.operations.checkpoint(2)).toBeUndefined();
    expect(queue.operations.transfers(ids).map(({ bytesSent }) => bytesSent)).toEqual([0, 0, 0, 0]);
  });

  it('does not touch the upload of a row that runs when it cancels', () => {
    queue.add([newFile('a')]);
    queue.operations.claim('small', 1, []);
    queue.operations.intend(1, { partSize: 10, identity: identity(), at: 500 });
    expect(queue.operations.applyToAll({ all: true }, { type: 'cancel' })).toBe(0);
    expect(queue.operations.checkpoint(1)).toBeDefined();
    expect(queue.operations.cleanupBacklog().count).toBe(0);
  });
});

describe('row 71: a retry with changes', () => {
  it('gives its rows a policy of their own, which stays with them', () => {
    queue.add(newFiles(2), batchTo('work'));
    for (const id of [1, 2]) queue.operations.apply(id, { type: 'fail', error: accessDenied });
    const again = { type: 'retry' } as const;
    queue.operations.applyToAll({ ids: [1] }, again, { conflictPolicy: 'rename' });
    queue.operations.applyToAll({ all: true }, again);
    const claimed = queue.operations.claim('small', 2, []);
    expect(claimed.map(({ conflictPolicy }) => conflictPolicy)).toEqual(['rename', undefined]);
  });

  it('gives up parts of another size, and changes no other option of the batch', () => {
    const [id = 0] = queue.add(newFiles(1, { lane: 'large' }));
    queue.operations.claim('large', 1, []);
    queue.operations.intend(id, { partSize: 10, identity: identity(), at: 1 });
    queue.operations.saveUploadId(id, 'UPLOAD-1');
    queue.operations.savePart(id, part(1));
    queue.operations.apply(id, { type: 'fail', error: accessDenied });
    queue.operations.applyToAll({ all: true }, { type: 'retry' }, { partSize: 20 });
    expect(queue.operations.checkpoint(id)).toBeUndefined();
    expect(queue.operations.transfers([id])).toMatchObject([{ bytesSent: 0 }]);
    expect(queue.operations.dueCleanups(1000, 5)).toMatchObject([{ uploadId: 'UPLOAD-1' }]);
    expect(queue.operations.batch(1)?.options).toEqual({ ...newBatch().options, partSize: 20 });
  });
});

describe('answerConflicts', () => {
  it('queues the rows that wait for an answer, with the policy', () => {
    queue.add(newFiles(4), batchTo('work', 'one'));
    queue.add(newFiles(1), batchTo('work', 'two'));
    for (const id of [1, 2, 5]) queue.operations.apply(id, { type: 'wait', why: 'conflict' });
    queue.operations.apply(3, { type: 'wait', why: 'offline' });
    expect(queue.operations.answerConflicts({ ids: [1] }, 'rename')).toBe(1);
    expect(queue.operations.answerConflicts({ batchId: 1 }, 'skip')).toBe(1);
    expect(namesOf([1, 2, 3, 4, 5])).toEqual(['queued', 'queued', 'waiting', 'queued', 'waiting']);
    const claimed = queue.operations.claim('small', 3, []);
    expect(claimed.map(({ id, conflictPolicy }) => [id, conflictPolicy])).toEqual([
      [1, 'rename'],
      [2, 'skip'],
      [4, undefined],
    ]);
    expect(queue.operations.answerConflicts({ all: true }, 'overwrite')).toBe(1);
    expect(queue.operations.claim('small', 1, [])).toMatchObject([
      { id: 5, conflictPolicy: 'overwrite' },
    ]);
    expect(queue.operations.answerConflicts({ errorCode: 'object-exists' }, 'skip')).toBe(0);
  });
});

describe('moveToFront', () => {
  it('changes the position only, of rows that are still to go', () => {
    const ids = addOneOfEach();
    queue.context.now = 5000;
    expect(queue.operations.moveToFront({ all: true })).toBe(3);
    expect(namesOf(ids)).toEqual(stateNames);
    expect(queue.operations.transfers(ids).every(({ updatedAt }) => updatedAt === 1000)).toBe(true);
  });

  it('holds for the page as for the claim', () => {
    queue.add(newFiles(3), batchTo('work', 'one'));
    queue.add(newFiles(2), batchTo('work', 'two'));
    expect(queue.operations.moveToFront({ batchId: 2 })).toBe(2);
    expect(queue.operations.moveToFront({ ids: [3] })).toBe(1);
    const sort = { by: 'queue', descending: false } as const;
    const page = queue.operations.page({}, sort, { offset: 0, limit: 9 });
    expect(page.rows.map(({ id }) => id)).toEqual([3, 4, 5, 1, 2]);
  });
});

describe('changeKey', () => {
  it('queues a failed row under the key', () => {
    const [id = 0] = queue.add([newFile('a')]);
    const error = { code: 'key-invalid', proposedKey: 'b' } as const;
    queue.operations.apply(id, { type: 'fail', error }, { attempts: 8 });
    expect(queue.operations.changeKey(id, 'b')).toBe(true);
    expect(queue.operations.transfers([id])).toMatchObject([
      { key: 'b', state: { name: 'queued' }, attempts: 0 },
    ]);
    expect(queue.operations.failures()).toEqual([]);
  });

  it('ends the upload that was begun under the old key', () => {
    const [id = 0] = queue.add([newFile('a')]);
    queue.operations.intend(id, { partSize: 10, identity: identity(), at: 500 });
    queue.operations.saveUploadId(id, 'UPLOAD-1');
    queue.operations.savePart(id, part(1));
    queue.operations.apply(id, { type: 'fail', error: accessDenied });
    expect(queue.operations.changeKey(id, '2024/a')).toBe(true);
    expect(queue.operations.checkpoint(id)?.parts).toHaveLength(1);
    expect(queue.operations.changeKey(id, 'b')).toBe(true);
    expect(queue.operations.checkpoint(id)).toBeUndefined();
    expect(queue.operations.transfers([id])[0]?.bytesSent).toBe(0);
    expect(queue.operations.dueCleanups(1000, 9)).toMatchObject([{ key: '2024/a' }]);
  });

  it('refuses a key that another row of the batch has: one file would replace the other', () => {
    queue.add([newFile('a'), newFile('b')]);
    expect(queue.operations.changeKey(1, '2024/b')).toBe(false);
    expect(queue.operations.transfers([1])[0]?.key).toBe('2024/a');
  });

  it.each(stateNames.filter((name) => name !== 'failed' && name !== 'queued'))(
    'leaves a row alone that is %s',
    (name) => {
      const ids = addOneOfEach();
      const id = present(ids[stateNames.indexOf(name)]);
      expect(queue.operations.changeKey(id, 'b')).toBe(false);
      expect(namesOf(ids)).toEqual(stateNames);
    },
  );

  it('knows nothing of a row that is not there', () => {
    expect(queue.operations.changeKey(1, 'b')).toBe(false);
  });
});

describe('remove', () => {
  it('removes final rows only', () => {
    const ids = addOneOfEach();
    expect(queue.operations.remove({ all: true })).toBe(4);
    expect(namesOf(ids)).toEqual(stateNames.slice(0, 5));
  });

  it('removes those of the states that were named, if they are final', () => {
    const ids = addOneOfEach();
    expect(queue.operations.remove({ all: true }, ['queued', 'uploading'])).toBe(0);
    expect(queue.operations.remove({ ids }, ['done', 'queued', 'skipped'])).toBe(2);
    expect(namesOf(ids)).toEqual(
      stateNames.filter((name) => name !== 'done' && name !== 'skipped'),
    );
    expect(queue.operations.remove({ errorCode: 'access-denied' })).toBe(1);
    expect(queue.operations.remove({ all: true }, [])).toBe(0);
  });

  it('removes as many as there are', () => {
    queue.add(newFiles(20_500, { state: { name: 'skipped', reason: 'exists' } }));
    expect(queue.operations.remove({ batchId: 1 })).toBe(20_500);
    expect(queue.operations.counters().states.skipped.files).toBe(0);
  });

  it('ends the upload that a failed row still has, and removes the spool file it kept', () => {
    queue.add([newFile('a'), newFile('b'), newBlob('c')]);
    queue.operations.intend(1, { partSize: 10, identity: identity(), at: 500 });
    queue.operations.saveUploadId(1, 'UPLOAD-1');
    queue.operations.intend(2, { partSize: 10, identity: identity(), at: 600 });
    for (const id of [1, 2, 3]) queue.operations.apply(id, { type: 'fail', error: accessDenied });
    expect(queue.operations.remove({ all: true })).toBe(3);
    expect(queue.operations.dueCleanups(1000, 9).map(({ kind }) => kind)).toEqual([
      'abort-upload',
      'find-orphan',
      'remove-spool',
    ]);
  });

  it('does not queue again what was cleaned up long ago', () => {
    const [id = 0] = queue.add([newBlob('a')]);
    queue.operations.apply(id, { type: 'cancel' });
    queue.operations.finishCleanup(1);
    queue.operations.remove({ all: true });
    expect(queue.operations.cleanupBacklog().count).toBe(0);
  });

  it('removes a batch with its last row, once it is scanned', () => {
    for (const batch of [batchTo('work', 'one'), batchTo('work', 'two')]) {
      queue.add([newFile('a', { state: { name: 'skipped', reason: 'exists' } })], batch);
    }
    const empty = queue.operations.addBatch({ ...batchTo('work'), roots: [] });
    queue.operations.finishRoot(1, '/data/me/pictures');
    queue.operations.remove({ all: true });
    expect(queue.operations.batch(1)).toBeUndefined();
    expect(queue.operations.batch(2)?.scan).toBe('scanning');
    expect(queue.operations.batch(empty.id)).toBeDefined();
  });
});

describe('a selection of a filter', () => {
  const without = (states: readonly StateName[]) =>
    stateNames.filter((name) => !states.includes(name));

  it('row 79: means what the filter shows, without its exceptions', () => {
    const ids = addOneOfEach();
    const filter = { states: ['done', 'failed', 'skipped'] as const };
    const done = present(ids[5]);
    const { count, remove } = queue.operations;
    const counted = count({ filter, except: [done] });
    expect(Object.entries(counted).filter(([, files]) => files > 0)).toEqual([
      ['skipped', 1],
      ['failed', 1],
    ]);
    expect(remove({ filter, except: [done] })).toBe(2);
    expect(namesOf(ids)).toEqual(without(['failed', 'skipped']));
  });

  it('row 79: means of the rows it names only those that the filter still shows', () => {
    const ids = addOneOfEach();
    const selection = { filter: { states: ['failed'] as const }, only: ids };
    expect(queue.operations.remove(selection)).toBe(1);
    expect(namesOf(ids)).toEqual(without(['failed']));
  });

  it('counts each kind of selection as a command would take it', () => {
    const ids = addOneOfEach();
    queue.add(newFiles(3), batchTo('other', 'pictures-2'));
    const total = (selection: Parameters<typeof queue.operations.count>[0]) =>
      Object.values(queue.operations.count(selection)).reduce((sum, files) => sum + files, 0);
    expect([
      total({ ids: ids.slice(2) }),
      total({ batchId: 2 }),
      total({ all: true }),
      total({ errorCode: 'access-denied' }),
      total({ filter: {} }),
      total({ filter: { search: 'file-1' } }),
    ]).toEqual([7, 3, 12, 1, 12, 2]);
  });

  it('is read in portions, in the order of the ids', () => {
    const ids = addOneOfEach();
    const selection = { filter: { batchId: 1 } };
    const read = (after: number) =>
      queue.operations
        .selected(selection, ['done', 'skipped', 'failed'], { after, limit: 2 })
        .map(({ id }) => id);
    const [, , , , , done, skipped, failed] = ids;
    expect([read(0), read(present(skipped))]).toEqual([[done, skipped], [failed]]);
  });
});
