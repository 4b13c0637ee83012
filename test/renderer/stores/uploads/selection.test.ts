import { flushPromises } from '@vue/test-utils';
import { describe, expect, it } from 'vitest';
import { useCommandsStore } from '../../../../renderer/stores/uploads/commands.ts';
import { useSelectionStore } from '../../../../renderer/stores/uploads/selection.ts';
import { uploadLine } from '../../fake-uploads.ts';
import { inputsOf, openWindow } from '../../with-window.ts';

async function open(files?: number) {
  const opened = await openWindow(files === undefined ? {} : { picture: { files } });
  return { ...opened, selection: useSelectionStore() };
}

describe('the selection', () => {
  it('is one line, or more by Control and Shift; headings are passed over', async () => {
    const { picture, selection } = await open();
    selection.move(1, 'only');
    expect([selection.cursor, picture.selection]).toEqual([1, { keys: [9003] }]);
    selection.select(3, 'toggle');
    expect(picture.selection).toEqual({ keys: [9003, 9001] });
    selection.select(1, 'only');
    selection.select(6, 'extend');
    await flushPromises();
    // Number 5 is the heading "Today".
    expect(picture.selection).toEqual({ keys: [9003, 9002, 9001, 9000, 8990] });
    selection.select(4, 'only');
    selection.move(1, 'only');
    expect(selection.cursor).toBe(6);
    selection.move(-1, 'only');
    expect(selection.cursor).toBe(4);
  });

  it('row 79: of everything holds no keys for any number of files', async () => {
    const { main, picture, selection } = await open(1_000_000);
    picture.turnTo({ kind: 'upload', batchId: 9003, filter: 'all', open: [] });
    await flushPromises();
    selection.selectAll();
    expect(picture.selection).toEqual({ all: true, except: [] });
    await flushPromises();
    expect(selection.count).toBe(1_000_000);
    selection.select(50, 'toggle');
    expect(picture.selection).toEqual({ all: true, except: [51] });
    await useCommandsStore().order('pause');
    expect(inputsOf(main, 'transfers.pause')).toEqual([{ asked: 'selection' }]);
  });

  it('row 79: is known to main before a key that follows at once acts on it', async () => {
    const { main, picture, selection } = await open(3000);
    picture.turnTo({ kind: 'upload', batchId: 9003, filter: 'all', open: [] });
    await flushPromises();
    const begun = main.calls.length;
    selection.selectAll();
    await useCommandsStore().order('pause');
    const [asked, ...later] = main.calls.slice(begun);
    expect(asked).toMatchObject({ name: 'picture.ask', input: { selection: { all: true } } });
    expect(later.at(-1)?.name).toBe('transfers.pause');
    selection.clear();
    await flushPromises();
    selection.selectAll();
    await useCommandsStore().removeOrCancel();
    expect(useCommandsStore().cancelQuestion?.files).toBeGreaterThan(0);
  });

  it('that main has answered is not asked about again by a command', async () => {
    const { main, picture, selection } = await open(3000);
    picture.turnTo({ kind: 'upload', batchId: 9003, filter: 'all', open: [] });
    await flushPromises();
    selection.selectAll();
    await flushPromises();
    const begun = main.calls.length;
    await useCommandsStore().order('pause');
    expect(main.calls.slice(begun).map(({ name }) => name)).toEqual(['transfers.pause']);
  });

  it('of everything passes over lines that left the filter', async () => {
    const { main, selection } = await open();
    const left = uploadLine(9010, { tall: true, state: 'done', left: true });
    main.push({ newest: [left, uploadLine(9011, { tall: true, state: 'waiting' })] });
    await flushPromises();
    selection.selectAll();
    expect([9010, 9011].map((key) => selection.shown.has(key))).toEqual([false, true]);
    selection.select(1);
    expect(selection.shown.has(9010)).toBe(true);
  });

  it('stays on its lines when uploads come in above', async () => {
    const { main, picture, selection } = await open();
    selection.select(3);
    await flushPromises();
    main.push({ newest: [uploadLine(9010, { tall: true, state: 'waiting' })] });
    await flushPromises();
    expect(picture.lineAt(selection.cursor)).toMatchObject({ key: 9001 });
    expect(picture.selection).toEqual({ keys: [9001] });
  });

  it('reaches a line that is not known yet as soon as it is', async () => {
    const { picture, selection } = await open();
    selection.select(9000);
    expect(selection.only).toBeUndefined();
    picture.show(8990, 9010, undefined);
    await flushPromises();
    expect(selection.onlyLine).toMatchObject({ kind: 'upload' });
  });

  it('counts a folder as the files below it', async () => {
    const { picture, selection } = await open();
    picture.turnTo({ kind: 'upload', batchId: 9003, filter: 'all', open: ['d2', 'd4'] });
    await flushPromises();
    selection.select(3);
    await flushPromises();
    expect(picture.lineAt(3)).toMatchObject({ kind: 'folder', key: 'd4' });
    expect(selection.shown.has('d4')).toBe(true);
    expect(selection.shown.has(1)).toBe(true);
    expect(selection.shown.has('d3')).toBe(false);
  });
});
