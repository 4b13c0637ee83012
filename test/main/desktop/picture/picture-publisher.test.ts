import { describe, expect, it } from 'vitest';
import type { PictureView } from '../../../../shared/ipc/picture-question.ts';
import { present } from '../../store/operations-fixture.ts';
import { newFile, newFiles } from '../../store/sample-rows.ts';
import { keysOf, movingRow, noon, uploadLines, usePublisher } from './picture-fixture.ts';

const world = usePublisher();
const list: PictureView = { kind: 'uploads', entered: noon };

describe('a picture is pushed', () => {
  it('when something in it changed, and never twice the same', async () => {
    const [id = 0] = world.add(newFiles(2));
    await world.ask(list);
    world.publish();
    await world.pass(1000);
    expect(world.sent).toEqual([]);
    world.queue.operations.claim('small', 1, []);
    const row = movingRow(world.queue, id, { bytesShown: 5, speed: 5 });
    world.publish({ changed: [row], speed: 5 });
    world.publish({ changed: [row], speed: 5 });
    await world.pass(1000);
    expect(world.sent).toHaveLength(1);
    expect(world.sent[0]).toMatchObject({ seq: 1, speed: 5, now: { moving: 1 } });
  });

  it('at most ten times a second', async () => {
    const [id = 0] = world.add(newFiles(2));
    world.queue.operations.claim('small', 1, []);
    await world.ask(list);
    for (let step = 1; step <= 100; step += 1) {
      const row = movingRow(world.queue, id, { bytesShown: step, speed: step });
      world.publish({ changed: [row], speed: step });
      await world.pass(10);
    }
    await world.pass(200);
    expect(world.sent.length).toBeGreaterThan(5);
    expect(world.sent.length).toBeLessThanOrEqual(11);
    expect(present(world.sent.at(-1)).speed).toBe(100);
    const revisions = world.sent.map(({ revision }) => revision);
    expect(revisions).toEqual([...new Set(revisions)].sort((one, other) => one - other));
  });

  it('not while the window is hidden, and at once when it is shown again', async () => {
    world.add(newFiles(2));
    await world.ask(list);
    world.visible = false;
    world.queue.operations.applyToAll({ batchId: 1 }, { type: 'pause' });
    world.publish({ manyRows: true });
    await world.pass(1000);
    expect(world.sent).toEqual([]);
    world.visible = true;
    world.publisher.redraw();
    await world.pass(0);
    expect(world.sent).toHaveLength(1);
    expect(world.sent[0]?.allPaused).toBe(true);
  });

  it('at once with a command that was accepted, before the store answers', async () => {
    world.add(newFiles(2));
    await world.ask(list);
    world.working = [{ id: 1, what: 'pause', done: 0, total: 20_000 }];
    world.publisher.showWorking();
    expect(world.sent).toHaveLength(1);
    expect(world.sent[0]).toMatchObject({ seq: 1, working: world.working, uploads: 1 });
  });

  it('when the engine failed, although the store answers no more', async () => {
    world.add(newFiles(2));
    const { list: before } = await world.ask(list);
    const counters = world.queue.operations.counters();
    world.queue.database.close();
    const engine = { name: 'failed', error: { code: 'database-failed' } } as const;
    world.publish({ engine, counters, manyRows: true });
    world.publish({ engine, counters, manyRows: true });
    await world.pass(1000);
    expect(world.sent).toHaveLength(1);
    expect(world.sent[0]).toMatchObject({ seq: 1, engine, speed: 0, uploads: 1 });
    expect(uploadLines(present(world.sent[0])).map(({ state }) => state)).toEqual(['stopped']);
    expect(world.sent[0]?.list.total).toBe(before.total);
  });

  it('only for the last question', async () => {
    world.add(newFiles(2));
    await world.ask(list);
    await world.ask({ kind: 'upload', batchId: 1, filter: 'all', open: [] });
    world.queue.operations.applyToAll({ batchId: 1 }, { type: 'pause' });
    world.publish({ manyRows: true });
    await world.pass(500);
    expect(world.sent.map(({ seq, upload }) => [seq, upload?.line.state])).toEqual([[2, 'paused']]);
  });
});

describe('what arrived', () => {
  it('is shown for a minute', async () => {
    const [id = 0] = world.add([newFile('a')]);
    await world.ask(list);
    world.queue.operations.claim('small', 1, []);
    world.queue.operations.apply(id, { type: 'finish', verified: 'crc64' });
    world.publish({ changed: [movingRow(world.queue, id, {})] });
    await world.pass(200);
    expect(present(world.sent.at(-1)).arrived.map(({ key }) => key)).toEqual([1]);
    await world.pass(61_000);
    expect(present(world.sent.at(-1)).arrived).toEqual([]);
  });

  it('counts an upload that began and ended between two pictures', async () => {
    await world.ask(list);
    const [id = 0] = world.add([newFile('a')]);
    world.queue.operations.claim('small', 1, []);
    world.queue.operations.apply(id, { type: 'finish', verified: 'crc64' });
    world.publish({ manyRows: true });
    await world.pass(200);
    expect(present(world.sent.at(-1)).arrived.map(({ key }) => key)).toEqual([1]);
  });
});

describe('a command before the first question', () => {
  it('is refused', async () => {
    await expect(world.publisher.selection()).rejects.toMatchObject({ code: 'call-refused' });
  });
});

describe('10,000 uploads', () => {
  it('are all in the list, at any place of it', async () => {
    const add = world.queue.operations.addBatch;
    for (let count = 1; count <= 10_000; count += 1) {
      add({
        name: `upload ${count}`,
        destination: { accountId: 'work', bucket: 'pictures', prefix: '' },
        conflictPolicy: 'skip',
        options: {},
        scanOptions: {},
        roots: [],
        createdAt: noon - count,
      });
    }
    const first = await world.ask(list, { first: 0, last: 49 });
    expect(first.list).toMatchObject({ total: 10_001, matching: 10_000 });
    const last = await world.ask(list, { first: 9990, last: 10_100 });
    expect(keysOf(last.list.lines).at(-1)).toBe(10_000);
    const found = await world.ask({ ...list, search: 'upload 777' }, { first: 0, last: 99 });
    expect(uploadLines(found)).toHaveLength(11);
    const all = await world.ask(list, { selection: { all: true, except: [5] } });
    expect(all.selected.count).toBe(9999);
  });
});

describe('the tray', () => {
  it('has unfinished uploads, those that need a person last, then what ended', async () => {
    const [asked = 0] = world.add([newFile('asked')]);
    const [done = 0] = world.add([newFile('done')]);
    world.add([newFile('waits')]);
    world.queue.operations.claim('small', 2, []);
    world.queue.operations.apply(asked, { type: 'wait', why: 'conflict' });
    world.queue.operations.apply(done, { type: 'finish', verified: 'crc64' });
    const picture = await world.ask({ kind: 'tray' });
    expect(uploadLines(picture).map(({ key, state }) => [key, state])).toEqual([
      [3, 'next'],
      [1, 'question'],
      [2, 'done'],
    ]);
    expect(present(picture.list.lines[2])).toMatchObject({ endedAt: noon });
  });
});
