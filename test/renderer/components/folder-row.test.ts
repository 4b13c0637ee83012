import { expect, it } from 'vitest';
import FileRow from '../../../renderer/components/list/FileRow.vue';
import type { FolderLine } from '../../../shared/ipc/picture.ts';
import { treeLines } from '../fake-tree.ts';
import { openWindow, show } from '../with-window.ts';

it('a folder whose bytes were all sent is not at 100 % while files wait for their confirmation', async () => {
  const { pinia } = await openWindow();
  const folder = treeLines(3000, []).lineAt(0) as FolderLine;
  const { files, bytes } = folder;
  const line = { ...folder, filesDone: files - 101, bytesDone: bytes, failed: 0, moving: true };
  const row = show(pinia, FileRow, {
    ...{ line, number: 0, top: 0, room: 300, pictures: true, selected: false, cursor: false },
  });
  expect(row.text()).toContain('99 %');
  expect(row.text()).not.toContain('100 %');
});
