import { describe, expect, it } from 'vitest';
import { rowsAtOnce } from '../../../../main/store/operations/row-walk.ts';
import type { PictureView } from '../../../../shared/ipc/picture-question.ts';
import { stoppedPicture } from '../../../../main/desktop/picture/picture-publisher.ts';
import type { NewTransfer } from '../../../../main/engine/ports/transfer-store.ts';
import { present } from '../../store/operations-fixture.ts';
import { newBatch, newFile, newFiles } from '../../store/sample-rows.ts';
import { keysOf, movingRow, noon, usePublisher } from './picture-fixture.ts';

const world = usePublisher();
const opened: PictureView = { kind: 'upload', batchId: 1, filter: 'all', open: [] };
const failure = { name: 'failed', error: { code: 'internal' } } as const;

function inFolder(...names: readonly string[]): NewTransfer[] {
  return names.map((name, index) => newFile(name, { relativePath: name, size: 100 + index }));
}

function start(count: number): number[] {
  return world.queue.operations.claim('small', count, []).map(({ id }) => id);
}

describe('an opened upload', () => {
  it('shows its tree with what moves in it, and counts under each filter', async () => {
    const [one = 0, two = 0] = world.add(inFolder('t/a/1', 't/a/2', 't/b/3', 't/4'));
    start(2);
    world.queue.operations.apply(two, { type: 'fail', error: { code: 'access-denied' } });
    world.publish({
      changed: [movingRow(world.queue, one, { bytesShown: 40, speed: 20, secondsLeft: 3 })],
    });
    const closed = await world.ask(opened);
    const [folder] = closed.list.lines;
    expect(folder).toMatchObject({
      ...{ kind: 'folder', name: 'a', level: 0, open: false, moving: true },
      ...{ files: 2, filesDone: 0, failed: 1, bytes: 201, bytesDone: 40 },
    });
    expect(closed.list).toMatchObject({ total: 3, matching: 4, searching: false });
    const key = String(present(folder).key);
    const open = await world.ask({ ...opened, open: [key] }, { anchor: key });
    expect(keysOf(open.list.lines).slice(1, 3)).toEqual([one, two]);
    expect(open.list.lines[1]).toMatchObject({
      ...{ name: '1', level: 1, size: 100, bytes: 40, speed: 20, secondsLeft: 3 },
      state: { name: 'uploading' },
    });
    expect(open.list.anchorLine).toBe(0);
    expect(open.upload?.counts).toEqual({
      ...{ all: 4, moving: 1, waiting: 2, failed: 1, skipped: 0, done: 0 },
    });
    const failed = await world.ask({ ...opened, filter: 'failed' });
    expect(keysOf(failed.list.lines)).toEqual([key, two]);
  });

  it('counts in its folders and in its filters are of the same moment', async () => {
    const ids = world.add(inFolder('t/a/1', 't/a/2', 't/a/3', 't/a/4', 't/b/5'));
    start(5);
    world.publish({ manyRows: true });
    await world.ask(opened);
    const left = ids.slice(0, 4);
    world.betweenMessages = () => {
      const id = left.shift();
      if (id !== undefined) world.queue.operations.apply(id, { type: 'finish', verified: 'crc64' });
    };
    world.publish({ changed: [movingRow(world.queue, present(ids[0]), {})] });
    for (let look = 0; look < 3; look += 1) {
      const { list, upload, selected } = await world.ask(opened, {
        selection: { all: true, except: [] },
      });
      const [folder] = list.lines;
      expect(folder).toMatchObject({ name: 'a', filesDone: upload?.counts.done });
      expect(selected.states.done).toBe(upload?.counts.done);
    }
    expect(left).toHaveLength(1);
  });

  it.each([
    ['the list of uploads', { kind: 'uploads', entered: noon } as const],
    ['the opened upload', opened],
  ])('bytes that arrive after an update of the engine count once in %s', async (_name, view) => {
    const [one = 0, two = 0] = world.add(inFolder('t/1', 't/2', 't/3', 't/4'));
    start(2);
    const rows = [one, two].map((id) => movingRow(world.queue, id, { bytesShown: 100 }));
    world.publish({ changed: rows });
    world.queue.operations.apply(one, { type: 'finish', verified: 'crc64' });
    const { now, list, upload } = await world.ask(view);
    const line = upload?.line ?? list.lines.find(({ kind }) => kind === 'upload');
    expect(now.bytesDone).toBe(200);
    expect(line).toMatchObject({ bytesDone: 200 });
  });

  it('a line in sight stays in its place, dimmed, until the filter is chosen again', async () => {
    const ids = world.add(inFolder('t/a/1', 't/a/2', 't/b/3', 't/4', 't/5'));
    const [one = 0, two = 0, three = 0, four = 0, five = 0] = ids;
    const waiting = { ...opened, filter: 'waiting', entered: 1 } as const;
    const before = await world.ask(waiting);
    expect(before.list.lines.every((line) => !('left' in line))).toBe(true);
    for (const id of [one, three, four]) {
      world.queue.operations.apply(id, { type: 'skip', reason: 'identical' });
    }
    world.publish({ manyRows: true });
    await world.pass(200);
    const { list, upload } = present(world.sent.at(-1));
    expect(keysOf(list.lines)).toEqual(keysOf(before.list.lines));
    expect(list.lines.map((line) => 'left' in line)).toEqual(
      ['a', one, two, 'b', three, four, five].map((line) => ['b', one, three, four].includes(line)),
    );
    expect([list.total, list.matching, upload?.counts.waiting]).toEqual([7, 2, 2]);

    const again = await world.ask({ ...waiting, entered: 2 });
    expect(keysOf(again.list.lines)).toEqual([keysOf(before.list.lines)[0], two, five]);
  });

  it('a file that enters the filter moves no line in sight, until the filter is chosen again', async () => {
    const ids = world.add(inFolder('t/a/1', 't/a/2', 't/b/3', 't/4', 't/5'));
    const [one = 0, two = 0, three = 0, four = 0, five = 0] = ids;
    const fail = (id: number): void => {
      world.queue.operations.apply(id, { type: 'fail', error: { code: 'access-denied' } });
    };
    fail(two);
    fail(four);
    const failed = { ...opened, filter: 'failed', entered: 1 } as const;
    const before = await world.ask(failed);
    const [a = ''] = keysOf(before.list.lines);
    expect(keysOf(before.list.lines)).toEqual([a, two, four]);
    expect(before.list.held).toBeUndefined();

    for (const id of [one, three, five]) fail(id);
    world.publish({ manyRows: true });
    await world.pass(200);
    const { list, upload } = present(world.sent.at(-1));
    expect(keysOf(list.lines)).toEqual([a, two, four, five]);
    expect(list).toMatchObject({ total: 4, matching: 5, held: 2 });
    expect(upload?.counts.failed).toBe(5);

    const again = await world.ask({ ...failed, entered: 2 });
    const b = again.list.lines[3]?.key;
    expect(keysOf(again.list.lines)).toEqual([a, one, two, b, three, four, five]);
    expect(again.list.held).toBeUndefined();
  });

  it('a folder that the user opens shows all that fits', async () => {
    const ids = world.add(inFolder('t/a/1', 't/a/2', 't/b/3'));
    const [one = 0, two = 0, three = 0] = ids;
    const waiting = { ...opened, filter: 'waiting', entered: 1 } as const;
    const [a = ''] = keysOf((await world.ask(waiting)).list.lines);
    await world.ask({ ...waiting, open: [a] });
    const { list } = await world.ask(waiting);
    expect([list.lines[0]?.key, list.lines[1]?.key, list.held]).toEqual([a, one, undefined]);
    expect(keysOf(list.lines)).toEqual(expect.arrayContaining([two, three]));
  });

  it('what was not in sight leaves its filter at once', async () => {
    const ids = world.add(inFolder('t/1', 't/2', 't/3', 't/4'));
    const waiting = { ...opened, filter: 'waiting', entered: 1 } as const;
    await world.ask(waiting, { first: 0, last: 1 });
    for (const id of ids) {
      world.queue.operations.apply(id, { type: 'skip', reason: 'identical' });
    }
    const { list } = await world.ask(waiting);
    expect(keysOf(list.lines)).toEqual(ids.slice(0, 2));
    await world.ask({ kind: 'attention' });
    expect((await world.ask(waiting)).list.total).toBe(0);
  });

  it('a search dims what left the filter, too', async () => {
    const [one = 0, two = 0] = world.add(inFolder('t/img1', 't/img2'));
    const view = { ...opened, filter: 'waiting', search: 'img', entered: 1 } as const;
    await world.ask(view);
    await world.pass(200);
    world.queue.operations.apply(one, { type: 'skip', reason: 'identical' });
    const { list } = await world.ask(view);
    expect(list.lines.map((line) => [line.key, 'left' in line])).toEqual([
      [one, true],
      [two, false],
    ]);
    // The number of "All 1 selected" is that of the files that a command reaches.
    expect([list.total, list.matching]).toEqual([2, 1]);
    const all = await world.ask(view, { selection: { all: true, except: [] } });
    expect(all.selected.count).toBe(all.list.matching);
    const again = await world.ask({ ...view, entered: 2 });
    expect(keysOf(again.list.lines)).toEqual([two]);
  });

  it('a search shows what its first portion found at once, and the rest below it', async () => {
    // In the order of their paths, so that the second portion finds files that the tree has first.
    const names = Array.from(
      { length: rowsAtOnce + 10 },
      (_, index) => `t/${String(index).padStart(5, '0')}`,
    );
    const ids = world.add(inFolder('t/z-img', 't/00009-img', ...names));
    const [last = 0, first = 0] = ids;
    const view = { ...opened, search: 'img' };
    const { list } = await world.ask(view);
    expect(keysOf(list.lines)).toEqual([first]);
    expect(list.searching).toBe(true);
    await world.pass(200);
    const { list: whole } = present(world.sent.at(-1));
    expect(keysOf(whole.lines)).toEqual([first, last]);
    expect(whole.searching).toBe(false);
  });

  it('is gone once it was removed', async () => {
    const picture = await world.ask({ ...opened, batchId: 9 });
    expect(picture.upload).toBeUndefined();
    expect(picture.list).toMatchObject({ total: 0, lines: [] });
  });

  it('a search lists the files with their folders', async () => {
    const [, two = 0] = world.add(inFolder('t/a/1', 't/a/IMG', 't/b/3', 't/4'));
    const view = { ...opened, search: 'img' };
    await world.ask(view);
    await world.pass(200);
    const { list } = await world.ask(view, { anchor: two });
    expect(list).toMatchObject({ total: 1, matching: 1, searching: false, anchorLine: 0 });
    expect(list.lines[0]).toMatchObject({ key: two, name: 'IMG', folder: 't/a', level: 0 });
  });

  it('rows of an older Ferry get their folders while the user looks', async () => {
    const ids = world.add(newFiles(3));
    world.queue.database.exec(`
      UPDATE transfers SET folder_id = NULL;
      DELETE FROM folders;
      UPDATE batches SET has_folders = 0`);
    const first = await world.ask(opened);
    expect(first.list.searching).toBe(true);
    await world.pass(200);
    expect(keysOf(present(world.sent.at(-1)).list.lines)).toEqual(ids);
  });
});

describe('the slots of what moves', () => {
  const slotsNow = async () => present((await world.ask(opened)).upload);

  const moving = (ids: readonly number[]) =>
    ids.map((id) => movingRow(world.queue, id, { bytesShown: 1, speed: 10 }));

  it('hold no file that ends at once, and are as many before one needs them', async () => {
    const ids = world.add(inFolder('t/1', 't/2', 't/3', 't/4', 't/5'));
    start(5);
    world.publish({ changed: moving(ids) });
    const first = await slotsNow();
    expect(first).toMatchObject({ slots: [null, null, null], small: { files: 5 } });
    expect(first.smallFirst).toBe(true);

    await world.pass(2100);
    const later = present(present(world.sent.at(-1)).upload);
    expect(later.slots.map((slot) => slot?.id)).toEqual([ids[4], ids[3], ids[2]]);
    expect(later).toMatchObject({ small: { files: 2 }, smallFirst: true });
  });

  it('stay as many while a scan finds files and after it, and when the engine fails', async () => {
    world.queue.operations.addBatch(newBatch({ roots: ['/d'] }));
    const roomNow = async () => {
      const { slots, small } = await slotsNow();
      return [slots.length, small?.files];
    };
    expect(await roomNow()).toEqual([3, 0]);
    world.queue.operations.addTransfers(1, inFolder('t/1', 't/2'));
    world.publish({ manyRows: true });
    expect(await roomNow()).toEqual([3, 0]);
    world.queue.operations.finishRoot(1, '/d');
    world.publish({ manyRows: true });
    expect(await roomNow()).toEqual([3, 0]);
    const { slots, small } = present(stoppedPicture(await world.ask(opened), failure).upload);
    expect([slots, small?.files]).toEqual([[null, null, null], 0]);
  });

  it('hold the three largest, each in its place, and one line for all others', async () => {
    const ids = world.add(
      inFolder('t/1', 't/2', 't/3', 't/4', 't/5').map((row) => ({
        ...row,
        size: row.size + 2 ** 23,
      })),
    );
    start(5);
    world.publish({ changed: moving(ids) });
    const before = await slotsNow();
    expect(before.slots.map((slot) => slot?.id)).toEqual([ids[4], ids[3], ids[2]]);
    expect(before.small).toMatchObject({ files: 2, speed: 20 });
    expect(before.smallFirst).toBeUndefined();

    world.queue.operations.apply(present(ids[3]), { type: 'finish', verified: 'crc64' });
    const ended = movingRow(world.queue, present(ids[3]), {});
    world.publish({ changed: [ended, ...moving(ids.filter((id) => id !== ids[3]))] });
    const after = await slotsNow();
    expect(after.slots.map((slot) => [slot?.id, slot?.phase])).toEqual([
      [ids[4], 'uploading'],
      [ids[3], 'done'],
      [ids[2], 'uploading'],
    ]);

    await world.pass(1100);
    const later = present(present(world.sent.at(-1)).upload);
    expect(later.slots.map((slot) => slot?.id)).toEqual([ids[4], ids[1], ids[2]]);
    expect(later.small).toMatchObject({ files: 1, name: '1' });
  });

  it('say how many files end a second as soon as the upload is opened', async () => {
    const ids = world.add(inFolder('t/1', 't/2', 't/3', 't/4', 't/5'));
    start(5);
    const speeds = [{ batchId: 1, speed: 900, filesPerSecond: 40 }];
    world.publish({ changed: moving(ids), speeds });
    expect((await slotsNow()).small).toMatchObject({ filesPerSecond: 40, speed: 900 });
  });

  it('add up to the number of moving files, although the engine and the store differ', async () => {
    const ids = world.add(inFolder('t/1', 't/2', 't/3', 't/4', 't/5'));
    start(5);
    const views = moving(ids);
    for (const id of ids.slice(0, 2)) {
      world.queue.operations.apply(id, { type: 'finish', verified: 'crc64' });
    }
    world.publish({ changed: views });
    const shown = await slotsNow();
    expect(shown).toMatchObject({ counts: { moving: 3 }, small: { files: 3 } });
  });

  it('are as many as the upload has files, and stay empty when nothing moves', async () => {
    world.add(inFolder('t/1', 't/2'));
    const two = await slotsNow();
    expect(two.slots).toEqual([null, null]);
    expect(two.small).toBeUndefined();
  });
});

describe('a selection', () => {
  it('of files and folders covers each file once, and commands act on it', async () => {
    const ids = world.add(inFolder('t/a/1', 't/a/2', 't/b/3', 't/4'));
    const { list } = await world.ask(opened);
    const key = String(present(list.lines[0]).key);
    const { selected } = await world.ask(opened, {
      selection: { keys: [key, present(ids[0]), present(ids[3])] },
    });
    expect(selected).toMatchObject({
      count: 3,
      states: { queued: 3 },
      can: { pause: 3, resume: 0, retry: 0, cancel: 3, remove: 0, copyLinks: 0, moveToFront: 3 },
    });
    const rows = await world.publisher.selection();
    expect(world.queue.operations.count(rows).queued).toBe(3);
  });

  it('of everything but some takes what is not on the screen, also under a filter', async () => {
    const ids = world.add(newFiles(100_000));
    for (const id of start(10)) {
      world.queue.operations.apply(id, { type: 'fail', error: { code: 'access-denied' } });
    }
    const selection = { all: true, except: ids.slice(0, 3) } as const;
    const all = await world.ask(opened, { selection });
    expect(all.selected).toMatchObject({ count: 99_997, bytes: 9_999_700, states: { failed: 7 } });
    const failed = await world.ask({ ...opened, filter: 'failed' }, { selection });
    expect(failed.selected).toMatchObject({ count: 7, can: { retry: 7, pause: 0 } });
    const rows = await world.publisher.selection();
    expect(world.queue.operations.applyToAll(rows, { type: 'retry' })).toBe(7);
    // The retried files stay in sight.
    expect(await world.publisher.keysBetween(0, 4)).toEqual(ids.slice(0, 5));
  });

  it('counts a link for what arrived and for what was there before', async () => {
    const [one = 0, two = 0] = world.add(inFolder('t/1', 't/2', 't/3'));
    start(1);
    world.queue.operations.apply(one, { type: 'finish', verified: 'crc64' });
    world.queue.operations.apply(two, { type: 'skip', reason: 'identical' });
    const { selected } = await world.ask(opened, { selection: { all: true, except: [] } });
    expect(selected.can.copyLinks).toBe(2);
  });

  it('of everything reaches no line that left the filter; a picked one it does', async () => {
    const [one = 0, two = 0] = world.add(inFolder('t/1', 't/2'));
    for (const id of [one, two]) {
      world.queue.operations.apply(id, { type: 'fail', error: { code: 'access-denied' } });
    }
    const failed = { ...opened, filter: 'failed', entered: 1 } as const;
    await world.ask(failed);
    world.queue.operations.applyToAll({ ids: [one] }, { type: 'retry' });
    const all = await world.ask(failed, { selection: { all: true, except: [] } });
    expect(keysOf(all.list.lines)).toEqual([one, two]);
    expect(all.selected).toMatchObject({ count: 1, can: { retry: 1, pause: 0, remove: 1 } });
    const rows = await world.publisher.selection();
    expect(world.queue.operations.applyToAll(rows, { type: 'pause' })).toBe(0);
    const picked = await world.ask(failed, { selection: { keys: [one] } });
    expect(picked.selected).toMatchObject({ count: 1, can: { retry: 0, pause: 1 } });
    expect(world.queue.operations.count(await world.publisher.selection())).toMatchObject({
      queued: 1,
    });
  });

  it('of uploads covers all their files', async () => {
    world.add(inFolder('1', '2'));
    world.add(inFolder('3', '4', '5'));
    world.add(inFolder('6', '7', '8', '9'));
    const list: PictureView = { kind: 'uploads', entered: noon };
    const some = await world.ask(list, { selection: { keys: [1, 3] } });
    expect(some.selected).toMatchObject({ count: 2, files: 6, can: { pause: 6 } });
    const others = await world.ask(list, { selection: { all: true, except: [3] } });
    expect(others.selected).toMatchObject({ count: 2, files: 5, can: { pause: 5, retry: 0 } });
    const rows = await world.publisher.selection();
    expect(world.queue.operations.applyToAll(rows, { type: 'pause' })).toBe(5);
  });
});
