import { describe, expect, it } from 'vitest';
import type { UploadLine } from '../../../../shared/ipc/picture.ts';
import type { PictureView } from '../../../../shared/ipc/picture-question.ts';
import type { TransferEvent } from '../../../../shared/transfer-state.ts';
import { present } from '../../store/operations-fixture.ts';
import { batchTo, newFile, newFiles } from '../../store/sample-rows.ts';
import { keysOf, movingRow, noon, uploadLines, usePublisher } from './picture-fixture.ts';

const world = usePublisher();
const list: PictureView = { kind: 'uploads', entered: noon };
const day = 24 * 60 * 60 * 1000;

function apply(id: number, event: TransferEvent): void {
  world.queue.operations.apply(id, event);
}

function start(count: number): number[] {
  return world.queue.operations.claim('small', count, []).map(({ id }) => id);
}

async function line(batchId: number): Promise<UploadLine> {
  world.publish({ manyRows: true });
  const lines = uploadLines(await world.ask(list));
  return present(lines.find((one) => one.batchId === batchId));
}

describe('the line of an upload says', () => {
  it('that bytes move, how fast, and how long it takes', async () => {
    const [id = 0] = world.add(newFiles(4));
    start(1);
    const row = movingRow(world.queue, id, { bytesShown: 60, speed: 20 });
    world.publish({ changed: [row], speed: 20 });
    const picture = await world.ask(list);
    const [shown] = uploadLines(picture);
    expect(shown).toMatchObject({
      ...{ state: 'uploading', bytes: 400, bytesDone: 60, speed: 20, secondsLeft: 17 },
      ...{ total: 4, tall: true, causes: 0, destinationId: 'home' },
    });
    expect(picture).toMatchObject({
      speed: 20,
      secondsLeft: 17,
      now: { moving: 1, bytes: 400, bytesDone: 60 },
      places: { home: 1 },
    });
  });

  it('a speed that is its part of the whole, with the files that have just ended', async () => {
    const [one = 0] = world.add(newFiles(4));
    const [other = 0] = world.add([newFile('other')]);
    const [ended = 0] = world.add([newFile('only')]);
    start(9);
    const rows = [one, other].map((id) => movingRow(world.queue, id, { speed: 20 }));
    apply(ended, { type: 'finish', verified: 'crc64' });
    const speeds = [50, 20, 7].map((speed, index) => ({
      batchId: index + 1,
      speed,
      filesPerSecond: 0,
    }));
    world.publish({ changed: rows, speed: 77, speeds });
    const picture = await world.ask(list);
    const shown = new Map(uploadLines(picture).map(({ batchId, speed }) => [batchId, speed]));
    expect([shown.get(1), shown.get(2), shown.get(3), picture.speed]).toEqual([50, 20, 0, 70]);
    const opened = await world.ask({ kind: 'upload', batchId: 1, filter: 'all', open: [] });
    expect(opened.upload?.small).toMatchObject({ speed: 50 });
  });

  it('that it waits, verifies, or is paused', async () => {
    world.add([newFile('a')]);
    world.add([newFile('b')]);
    expect((await line(1)).state).toBe('next');
    expect((await line(2)).state).toBe('waiting');
    const [id = 0] = start(1);
    apply(id, { type: 'verify' });
    expect((await line(1)).state).toBe('verifying');
    world.queue.operations.applyToAll({ batchId: 2 }, { type: 'pause' });
    expect((await line(2)).state).toBe('paused');
  });

  it('what keeps it back: the network, a question, or a person', async () => {
    const [offline = 0] = world.add([newFile('a')]);
    const [asked = 0] = world.add([newFile('b')]);
    const [gone = 0] = world.add([newFile('c')]);
    start(3);
    apply(offline, { type: 'wait', why: 'offline' });
    apply(asked, { type: 'wait', why: 'conflict' });
    apply(gone, { type: 'wait', why: 'source-unavailable' });
    expect(await line(1)).toMatchObject({ state: 'offline', causes: 0 });
    expect(await line(2)).toMatchObject({
      state: 'question',
      say: { cause: 'conflict', files: 1 },
      causes: 1,
    });
    expect(await line(3)).toMatchObject({
      state: 'attention',
      say: { cause: 'source-unavailable' },
    });
    expect((await world.ask(list)).now).toMatchObject({ offline: 1, waiting: 2, moving: 0 });
  });

  it('how it ended', async () => {
    const [done = 0, same = 0] = world.add(newFiles(2));
    const [failed = 0] = world.add([newFile('f')]);
    const [unconfirmed = 0] = world.add([newFile('u')]);
    world.add([newFile('c')]);
    start(5);
    apply(done, { type: 'finish', verified: 'crc64' });
    apply(same, { type: 'skip', reason: 'identical' });
    apply(failed, { type: 'fail', error: { code: 'access-denied' } });
    apply(unconfirmed, { type: 'fail', error: { code: 'unconfirmed' } });
    world.queue.operations.recover();
    world.queue.operations.applyToAll({ batchId: 4 }, { type: 'cancel' });
    expect(await line(1)).toMatchObject({ state: 'done', endedAt: noon, tall: true });
    expect(await line(2)).toMatchObject({
      state: 'attention',
      say: { cause: 'access-denied', files: 1, example: { id: failed, name: 'f' } },
    });
    expect((await line(3)).state).toBe('unconfirmed');
    expect((await line(4)).state).toBe('cancelled');
  });

  it('that the rest still uploads beside a failure', async () => {
    const [failed = 0, id = 0] = world.add(newFiles(2));
    start(2);
    apply(failed, { type: 'fail', error: { code: 'source-changed' } });
    world.publish({ changed: [movingRow(world.queue, id, { bytesShown: 1 })] });
    expect(uploadLines(await world.ask(list))[0]).toMatchObject({
      state: 'uploading',
      say: { cause: 'source-changed', files: 1 },
    });
  });

  it('that its account is blocked, or the engine stopped', async () => {
    world.add([newFile('a')]);
    const error = { code: 'credentials-expired' } as const;
    world.publish({ conditions: [{ kind: 'credentials', accountId: 'work', error }] });
    const [blocked] = uploadLines(await world.ask(list));
    expect(blocked).toMatchObject({ state: 'attention', say: { cause: 'credentials' } });
    world.publish({ engine: { name: 'failed', error: { code: 'database-failed' } } });
    expect(uploadLines(await world.ask(list))[0]?.state).toBe('stopped');
  });

  it('which of its files have a picture, and what a single file is', async () => {
    const [first = 0, , third = 0] = world.add([
      newFile('a.jpg'),
      newFile('b.txt'),
      newFile('c.NEF.png'),
    ]);
    const [single = 0] = world.add([newFile('d.zip', { relativePath: 'd.zip' })]);
    expect(await line(1)).toMatchObject({ thumbnails: [first, third], source: 'folder' });
    expect((await line(1)).single).toBeUndefined();
    expect(await line(2)).toMatchObject({ single, source: 'files', thumbnails: [] });
  });

  it('the connections of all uploads while bytes move', async () => {
    const view = { kind: 'uploads', entered: 0 } as const;
    expect(await world.ask(view)).not.toHaveProperty('connections');
    const connections = { count: 12, limitedBy: 'line' } as const;
    world.publish({ connections });
    await world.pass(200);
    expect(world.sent.at(-1)).toMatchObject({ connections });
  });

  it('the same number of moving uploads as lines that move, when one begins after the update', async () => {
    const [one = 0] = world.add(newFiles(1));
    world.add([newFile('other.jpg', { key: '2024/other.jpg' })]);
    start(2);
    world.publish({ changed: [movingRow(world.queue, one, { bytesShown: 5 })] });
    const { now, list } = await world.ask({ kind: 'uploads', entered: noon });
    const moving = list.lines.filter(
      (line) => line.kind === 'upload' && line.state === 'uploading',
    );
    expect([now.moving, now.waiting]).toEqual([moving.length, 0]);
    expect(moving).toHaveLength(2);
  });

  it('no single file while a scan may still find others', async () => {
    world.add([newFile('one.txt', { relativePath: 'one.txt' })], { roots: ['/d', '/e'] });
    expect(await line(1)).toMatchObject({ scanning: true, total: 1 });
    expect((await line(1)).single).toBeUndefined();
    world.queue.operations.finishRoot(1, '/e');
    expect((await line(1)).single).toBe(1);
  });
});

describe('a picture is of one moment', () => {
  it('of the engine: an update that comes while it is made is in the next one', async () => {
    const [one = 0] = world.add(newFiles(4));
    const [other = 0] = world.add([newFile('other')]);
    start(9);
    const rowsAt = (bytesShown: number, speed: number) =>
      [one, other].map((id) => movingRow(world.queue, id, { bytesShown, speed }));
    world.publish({ changed: rowsAt(10, 20) });
    await world.ask(list);
    world.publish({ changed: rowsAt(20, 30) });
    let faster = 30;
    world.betweenMessages = () => {
      faster += 10;
      world.publish({ changed: rowsAt(faster, faster) });
    };
    const picture = await world.ask(list);
    world.betweenMessages = () => undefined;
    expect(faster).toBeGreaterThan(30);
    const lines = uploadLines(picture);
    expect(lines.map(({ speed }) => speed)).toEqual([30, 30]);
    expect(picture.speed).toBe(60);
    expect(picture.now.bytesDone).toBe(40);
    await world.pass(200);
    expect(present(world.sent.at(-1)).speed).toBe(2 * faster);
  });

  it('of the store: its lines and its totals count the same files', async () => {
    const ids = world.add(newFiles(6));
    start(6);
    world.publish({ changed: [movingRow(world.queue, present(ids[0]), {})] });
    await world.ask(list);
    const left = ids.slice(1);
    world.publish({ changed: [movingRow(world.queue, present(ids[0]), {})] });
    world.betweenMessages = () => {
      const id = left.shift();
      if (id !== undefined) apply(id, { type: 'finish', verified: 'crc64' });
    };
    const picture = await world.ask(list);
    world.betweenMessages = () => undefined;
    expect(left.length).toBeLessThan(5);
    const [shown] = uploadLines(picture);
    expect(picture.now.bytesDone).toBe(present(shown).bytesDone);
  });
});

describe('the list of uploads', () => {
  function finishAll(): void {
    for (const id of start(100)) apply(id, { type: 'finish', verified: 'crc64' });
  }

  it('has "Now" first, then headings by date, and knows where each stands', async () => {
    world.add([newFile('old')], { createdAt: noon - 80 * day });
    world.add([newFile('month')], { createdAt: noon - 40 * day });
    world.add([newFile('week')], { createdAt: noon - 7 * day });
    world.add([newFile('yesterday')], { createdAt: noon - day });
    world.add([newFile('today')], { createdAt: noon - 1000 });
    finishAll();
    world.add([newFile('still running')], { createdAt: noon - 2 * day });
    const picture = await world.ask({ kind: 'uploads', entered: noon });
    expect(keysOf(picture.list.lines)).toEqual([
      ...['h:now:', 6, 'h:today:', 5, 'h:yesterday:', 4],
      ...['h:earlier:', 3, 'h:month:2026-10', 2, 'h:month:2026-08', 1],
    ]);
    expect(picture.list).toMatchObject({ total: 12, matching: 6, first: 0 });
    expect(picture.list.runs?.slice(0, 4)).toEqual([
      ['heading', 1],
      ['tall', 1],
      ['heading', 1],
      ['small', 1],
    ]);
    const part = await world.ask(list, { first: 3, last: 6, anchor: 4 });
    expect(keysOf(part.list.lines)).toEqual([5, 'h:yesterday:', 4, 'h:earlier:']);
    expect(part.list.anchorLine).toBe(5);
    expect(part.uploads).toBe(6);
  });

  it('keeps every line in its place until it is entered anew', async () => {
    world.add([newFile('a')], { createdAt: noon - day });
    world.add([newFile('b')], { createdAt: noon - 1000 });
    const before = await world.ask(list);
    expect(keysOf(before.list.lines)).toEqual(['h:now:', 2, 1]);
    finishAll();
    world.add([newFile('c')], { createdAt: noon + 5 });
    world.publish({ manyRows: true });
    const after = await world.ask(list);
    expect(keysOf(after.list.lines)).toEqual(['h:now:', 3, 2, 1]);
    expect(uploadLines(after)[2]).toMatchObject({ state: 'done', tall: true });
    const anew = await world.ask({ kind: 'uploads', entered: noon + 10 });
    expect(keysOf(anew.list.lines)).toEqual(['h:now:', 3, 'h:today:', 2, 'h:yesterday:', 1]);
    world.queue.operations.remove({ batchId: 2 });
    world.publish({ manyRows: true });
    const removed = await world.ask({ kind: 'uploads', entered: noon + 10 });
    expect(keysOf(removed.list.lines)).toEqual(['h:now:', 3, 'h:yesterday:', 1]);
  });

  it('an upload that leaves the filter stays, dimmed', async () => {
    world.add([newFile('a')]);
    world.add([newFile('b')]);
    const unfinished: PictureView = { kind: 'uploads', entered: noon, result: 'unfinished' };
    expect(keysOf((await world.ask(unfinished)).list.lines)).toEqual(['h:now:', 2, 1]);
    const [id = 0] = start(1);
    apply(id, { type: 'finish', verified: 'crc64' });
    world.publish({ manyRows: true });
    const lines = uploadLines(await world.ask(unfinished));
    expect(lines.map(({ key, left }) => [key, left])).toEqual([
      [2, undefined],
      [1, true],
    ]);
    const everything = { all: true, except: [] } as const;
    const { list, selected } = await world.ask(unfinished, { selection: everything });
    expect([list.matching, selected.count, selected.states.done]).toEqual([1, 1, 0]);
    const rows = await world.publisher.selection();
    expect(world.queue.operations.count(rows)).toMatchObject({ queued: 1, done: 0 });
    const anew = await world.ask({ ...unfinished, entered: noon + 1 });
    expect(keysOf(anew.list.lines)).toEqual(['h:now:', 2]);
  });

  it('a search finds names, and the files of other uploads', async () => {
    world.add([newFile('needle.jpg')], { name: 'one' });
    world.add([newFile('other.jpg')], { name: 'needle' });
    world.add([newFile('none.jpg')], { name: 'three' });
    const view: PictureView = { kind: 'uploads', entered: noon, search: 'NEEDLE' };
    await world.ask(view);
    await world.pass(200);
    const { list: found } = await world.ask(view);
    expect([keysOf(found.lines), found.searching]).toEqual([['h:now:', 2, 1], false]);
  });
});

describe('what needs attention', () => {
  it('has one line for each sentence, and one for an account', async () => {
    const [denied = 0, changed = 0] = world.add(newFiles(2));
    const [one = 0] = world.add([newFile('k1')], batchTo('studio'));
    const [two = 0] = world.add([newFile('k2')], batchTo('studio', 'other'));
    const [retried = 0] = world.add([newFile('r')]);
    start(9);
    apply(denied, { type: 'fail', error: { code: 'access-denied' } });
    apply(changed, { type: 'fail', error: { code: 'source-changed' } });
    for (const id of [one, two]) apply(id, { type: 'wait', why: 'credentials' });
    apply(retried, { type: 'wait', why: 'retry', until: 5 });
    const picture = await world.ask({ kind: 'attention' });
    expect(keysOf(picture.list.lines)).toEqual(['a:studio:credentials', 1, 'u:1:source-changed']);
    expect(picture.attention).toBe(3);
    expect(picture.list.lines[0]).toMatchObject({ kind: 'account', uploads: 2 });
    expect(uploadLines(picture).map(({ say }) => say?.cause)).toEqual([
      'access-denied',
      'source-changed',
    ]);
    expect(picture.list.runs).toEqual([['said', 3]]);
  });
});

describe('a removal and its undo', () => {
  it('brings an upload back to the place where it stood', async () => {
    const skipped = { name: 'skipped', reason: 'identical' } as const;
    for (const hours of [3, 2, 1]) {
      world.add([newFile(`${hours}.jpg`, { state: skipped })], {
        name: `${hours} hours ago`,
        createdAt: noon - hours * 3_600_000,
      });
    }
    const view = { kind: 'uploads', entered: noon } as const;
    const names = async () => uploadLines(await world.ask(view)).map(({ name }) => name);
    const before = await names();
    world.queue.operations.putAside({ batchId: 2 }, 1);
    world.publish({ manyRows: true });
    expect(await names()).toEqual(['1 hours ago', '3 hours ago']);
    world.queue.operations.bringBack(1);
    world.publish({ manyRows: true });
    expect(await names()).toEqual(before);
  });
});

describe('an answer that is held for its undo', () => {
  it('asks nothing meanwhile, and asks again when it is undone', async () => {
    const [id = 0] = world.add([newFile('a.jpg')]);
    world.queue.operations.apply(id, { type: 'wait', why: 'conflict' });
    world.publish({ manyRows: true });
    const view = { kind: 'attention' } as const;
    expect((await world.ask(view)).attention).toBe(1);
    world.answered.add(1);
    const held = await world.ask(list);
    expect(held.attention).toBe(0);
    expect(uploadLines(held)).toMatchObject([{ state: 'waiting' }]);
    world.answered.clear();
    expect((await world.ask(view)).attention).toBe(1);
  });
});
