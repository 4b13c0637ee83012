import { flushPromises } from '@vue/test-utils';
import { describe, expect, it } from 'vitest';
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
    await selection.selectAll();
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
