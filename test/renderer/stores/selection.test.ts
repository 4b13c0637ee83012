import { flushPromises } from '@vue/test-utils';
import { describe, expect, it } from 'vitest';
import { useBatchesStore } from '../../../renderer/stores/batches.ts';
import { useCommandsStore } from '../../../renderer/stores/commands.ts';
import { useSelectionStore } from '../../../renderer/stores/selection.ts';
import { inputsOf, openWindow } from '../with-window.ts';

async function openList() {
  const opened = await openWindow();
  opened.list.show(0, 30);
  await flushPromises();
  return { ...opened, selection: useSelectionStore(), commands: useCommandsStore() };
}

describe('the selection', () => {
  it('takes one row, adds and drops others, and keeps the one that leads', async () => {
    const { list, selection } = await openList();
    await selection.select(1);
    await selection.select(3, 'toggle');
    expect([...selection.ids]).toEqual([list.rowOnLine(1)?.id, list.rowOnLine(3)?.id]);
    await selection.select(3, 'toggle');
    expect([...selection.ids]).toEqual([list.rowOnLine(1)?.id]);
    expect(selection.lead).toBe(list.rowOnLine(1)?.id);
  });

  it('extends from the anchor over rows that were never on the screen', async () => {
    const { selection } = await openList();
    await selection.select(1);
    await selection.select(250, 'extend');
    expect(selection.count).toBe(250);
    await selection.select(4, 'extend');
    expect(selection.count).toBe(4);
  });

  it('stays with its rows, and the cursor with it, when the list moves', async () => {
    const { main, list, selection } = await openList();
    await selection.select(3);
    await selection.select(5, 'extend');
    const ids = [...selection.ids];
    const { moves } = selection;
    // Another upload begins: its row goes to the front of its batch.
    const [row] = main.rows.splice(100, 1);
    if (row !== undefined) main.rows.splice(0, 0, { ...row, state: { name: 'uploading' } });
    await list.reload();
    await flushPromises();
    selection.shift(1);
    expect([...selection.ids]).toEqual(ids);
    expect(list.rowOnLine(selection.cursor)?.id).toBe(ids.at(-1));
    expect(list.rowOnLine(selection.anchor)?.id).toBe(ids[0]);
    expect(selection.moves).toBe(moves);
  });

  it('means the whole batch on the line of a batch', async () => {
    const { main, selection, commands } = await openList();
    await selection.select(0);
    expect(selection.batchId).toBe(3);
    await commands.order('pause');
    expect(inputsOf(main, 'transfers.pause')).toEqual([{ batchId: 3 }]);
  });

  it('takes everything, and ends when another view is opened', async () => {
    const { list, selection } = await openList();
    selection.selectAll();
    expect(selection.count).toBe(list.layout.lines - list.sections.length);
    list.open({ view: 'attention' });
    await flushPromises();
    expect(selection.count).toBe(0);
    expect(selection.cursor).toBe(-1);
  });

  it('moves with the keys and stops at both ends', async () => {
    const { list, selection } = await openList();
    await selection.move(1, 'only');
    expect(selection.cursor).toBe(0);
    await selection.move(-5, 'only');
    expect(selection.cursor).toBe(0);
    await selection.move(100_000, 'only');
    expect(selection.cursor).toBe(list.layout.lines - 1);
  });
});

describe('a selection of all that the table shows', () => {
  it('row 79: is kept as the filter with exceptions, and counts what is not loaded', async () => {
    const { main, list, selection, commands } = await openList();
    list.open({ view: 'queued' });
    await flushPromises();
    list.show(0, 30);
    await flushPromises();
    selection.selectAll();
    const queued = main.rows.filter(({ state }) => state.name === 'queued').length;
    expect(selection.count).toBe(queued);
    await selection.select(2, 'toggle');
    const id = list.rowOnLine(2)?.id ?? 0;
    expect([selection.has(id), selection.count]).toEqual([false, queued - 1]);
    await commands.order('pause');
    expect(inputsOf(main, 'transfers.pause')).toEqual([
      { filter: { states: ['queued'] }, except: [id] },
    ]);
    await selection.select(2, 'toggle');
    expect(selection.count).toBe(queued);
  });

  it('row 79: asks for the unfinished ones only, and takes only those', async () => {
    const { main, selection, commands } = await openList();
    for (const [index, row] of main.rows.entries()) {
      if (index >= 3) main.rows[index] = { ...row, state: { name: 'done', verified: 'crc64' } };
      else main.rows[index] = { ...row, state: { name: 'queued' } };
    }
    selection.selectAll();
    await commands.removeOrCancel();
    expect(commands.cancelQuestion?.files).toBe(3);
    await commands.confirmCancel();
    expect(inputsOf(main, 'transfers.cancel')).toEqual([{ filter: {} }]);
    expect(inputsOf(main, 'transfers.remove')).toEqual([]);
  });

  it('row 79: takes no file off the list before it has said how many go', async () => {
    const { main, selection, commands } = await openList();
    for (const [index, row] of main.rows.entries()) {
      main.rows[index] = { ...row, state: { name: 'done', verified: 'crc64' } };
    }
    selection.selectAll();
    await commands.removeOrCancel();
    expect(commands.removeQuestion?.files).toBe(main.rows.length);
    expect(inputsOf(main, 'transfers.remove')).toEqual([]);
    await commands.confirmRemove();
    expect(inputsOf(main, 'transfers.remove')).toEqual([{ filter: {} }]);
  });
});

describe('rows that are no longer seen', () => {
  it('row 79: are not meant when they have left the filter', async () => {
    const { main, list, selection, commands } = await openList();
    list.open({ view: 'attention' });
    await flushPromises();
    list.show(0, 30);
    await flushPromises();
    await selection.select(1);
    const id = list.rowOnLine(1)?.id ?? 0;
    const index = main.rows.findIndex((row) => row.id === id);
    const row = main.rows[index];
    if (row !== undefined)
      main.rows[index] = { ...row, state: { name: 'done', verified: 'crc64' } };
    await commands.removeOrCancel();
    expect([commands.cancelQuestion, commands.removeQuestion]).toEqual([undefined, undefined]);
    expect(inputsOf(main, 'transfers.remove')).toEqual([]);
    await commands.order('retry');
    expect(inputsOf(main, 'transfers.retry')).toEqual([
      { filter: { states: ['failed'] }, only: [id] },
    ]);
  });

  it('row 79: are not meant when the line of their batch stands in a filter', async () => {
    const { main, list, selection, commands } = await openList();
    list.open({ view: 'attention' });
    await flushPromises();
    await selection.select(0);
    await commands.order('remove');
    expect(inputsOf(main, 'transfers.remove')).toEqual([
      { filter: { states: ['failed'], batchId: 3 } },
    ]);
  });

  it('row 79: are not meant when they are folded away', async () => {
    const { selection } = await openList();
    await selection.select(1);
    await selection.select(5, 'extend');
    expect(selection.count).toBe(5);
    useBatchesStore().fold(3, true);
    await flushPromises();
    expect([selection.count, selection.lead]).toEqual([0, undefined]);
  });
});

describe('orders', () => {
  it('ask before they cancel, and say what they mean by ids', async () => {
    const { main, list, selection, commands } = await openList();
    await selection.select(1);
    await commands.removeOrCancel();
    expect(commands.cancelQuestion?.files).toBe(1);
    expect(inputsOf(main, 'transfers.cancel')).toEqual([]);
    await commands.confirmCancel();
    expect(inputsOf(main, 'transfers.cancel')).toEqual([{ ids: [list.rowOnLine(1)?.id] }]);
    expect(inputsOf(main, 'transfers.remove')).toEqual([]);
  });

  it('know what can be done', async () => {
    const { selection, commands } = await openList();
    await selection.select(1);
    expect(commands.can).toMatchObject({ pause: true, resume: false, retry: false, remove: false });
    await selection.select(5);
    expect(commands.can).toMatchObject({
      pause: false,
      retry: true,
      copyError: true,
      remove: true,
    });
  });
});
