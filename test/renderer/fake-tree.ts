import type { FileLine, FolderLine } from '../../shared/ipc/picture.ts';
import type { TransferState } from '../../shared/transfer-state.ts';
import { errorOf } from './fake-rows.ts';

interface Folder {
  readonly key: string;
  readonly name: string;
  readonly level: number;
  readonly files: number;
  readonly folders: readonly Folder[];
}

const camB: Folder = { key: 'd4', name: 'cam-b', level: 1, files: 878, folders: [] };
const camA: Folder = { key: 'd3', name: 'cam-a', level: 1, files: 802, folders: [] };
const small: Folder = {
  ...{ key: 'd0', name: '', level: -1, files: 1 },
  folders: [
    { key: 'd1', name: 'day-1', level: 0, files: 1206, folders: [] },
    { key: 'd2', name: 'day-2', level: 0, files: 0, folders: [camA, camB] },
    { key: 'd5', name: 'drone', level: 0, files: 113, folders: [] },
  ],
};

/** Names that have broken other windows. */
const names = [
  'A7R04510.ARW',
  'A7R04511.ARW',
  'A7R04512_第一支舞_unedited-master-copy-final-v2.ARW',
  'A7R04513.ARW',
  '<img src=x onerror=alert(1)>.png',
  '👩‍👩‍👧‍👦 family 🎉 party.mov',
  'تقرير المبيعات النهائي ٢٠٢٦.pdf',
  `${'a-very-long-name-that-a-file-should-not-have-'.repeat(4)}.tar.gz`,
  '\u202Egnp.exe.png',
];
const states: readonly TransferState[] = [
  { name: 'done', verified: 'crc64' },
  { name: 'skipped', reason: 'identical' },
  { name: 'uploading' },
  { name: 'uploading' },
  { name: 'failed', error: errorOf('source-unreadable') },
  { name: 'paused' },
  { name: 'waiting', why: 'conflict' },
];

function fileLine(index: number, level: number): FileLine {
  const state = states[index] ?? { name: 'queued' };
  const size = index === 2 ? 1_860_000_000 : 80_000_000 + ((index * 7919) % 4_000_000);
  const moving = state.name === 'uploading';
  return {
    kind: 'file',
    key: index + 1,
    name: names[index] ?? `A7R${String(4504 + index).padStart(5, '0')}.ARW`,
    level,
    size,
    bytes: state.name === 'done' ? size : moving ? size * (index === 2 ? 0.63 : 0.41) : 0,
    speed: moving ? 18_900_000 : 0,
    ...(moving && { secondsLeft: 36 }),
    state,
  };
}

function total({ files, folders }: Folder): number {
  return folders.reduce((sum, folder) => sum + total(folder), files);
}

function folderLine(folder: Folder, open: boolean): FolderLine {
  const files = total(folder);
  const begun = folder.key === 'd2' || folder.key === 'd3' || folder.key === 'd4';
  const filesDone = folder.key === 'd1' ? files - 2 : begun ? Math.round(files * 0.13) : 0;
  return {
    kind: 'folder',
    key: folder.key,
    name: folder.name,
    level: folder.level,
    open,
    files,
    filesDone,
    failed: folder.key === 'd1' ? 2 : 0,
    bytes: files * 14_600_000,
    bytesDone: filesDone * 14_600_000,
    moving: begun,
  };
}

type Part = FolderLine | { readonly files: number; readonly level: number };

/** The lines of an opened upload; those of a million files are made when they are asked for. */
export function treeLines(files: number, open: readonly (string | number)[]) {
  const root: Folder = files === 3000 ? small : { ...small, files, folders: [] };
  const parts: Part[] = [];
  const add = (folder: Folder): void => {
    for (const child of folder.folders) {
      const isOpen = open.includes(child.key);
      parts.push(folderLine(child, isOpen));
      if (isOpen) add(child);
    }
    parts.push({ files: folder.files, level: folder.level + 1 });
  };
  add(root);
  const count = parts.reduce((sum, part) => sum + ('kind' in part ? 1 : part.files), 0);

  function lineAt(wanted: number): FolderLine | FileLine | undefined {
    let line = wanted;
    for (const part of parts) {
      if ('kind' in part) {
        if (line === 0) return part;
        line -= 1;
      } else {
        if (line < part.files) return fileLine(line, part.level);
        line -= part.files;
      }
    }
    return undefined;
  }
  return { count, lineAt };
}
