import type { FileLine, FolderLine } from '../../../../shared/ipc/picture.ts';
import type { LineKey } from '../../../../shared/ipc/picture-question.ts';
import { isRunning } from '../../../../shared/transfer-state.ts';
import type { Transfer } from '../../../../shared/transfer.ts';
import type { TransferView } from '../../../engine/api.ts';
import type { TreeFolder } from '../../../engine/ports/picture-queries.ts';
import type { TreePart } from '../../../engine/ports/row-selection.ts';
import { nameOf } from './moving-files.ts';

/** The newest row of a file that moves. */
export type MovingRow = (id: number) => TransferView | undefined;

function folderKey(id: number): string {
  return `d${id}`;
}

/** The files and folders that keys name; other keys name nothing in a tree. */
export function partOf(keys: readonly LineKey[]): TreePart {
  const files = keys.filter((key) => typeof key === 'number');
  const folders = keys.flatMap((key) => {
    const id = typeof key === 'string' && key.startsWith('d') ? Number(key.slice(1)) : 0;
    return Number.isSafeInteger(id) && id > 0 ? [id] : [];
  });
  return { files, folders };
}

export function treeFolderLine(folder: TreeFolder, moving: MovingRow): FolderLine {
  const { id, name, level, isOpen, files, bytes, done, doneBytes, failed, running } = folder;
  const left = folder.matching === 0;
  const onTheWay = running.reduce((sum, row) => sum + (moving(row)?.bytesShown ?? 0), 0);
  return {
    kind: 'folder',
    key: folderKey(id),
    name,
    level,
    open: isOpen,
    files,
    filesDone: done,
    failed,
    bytes,
    bytesDone: Math.min(bytes, doneBytes + onTheWay),
    moving: running.length > 0,
    ...(left && { left }),
  };
}

/** Where a file stands. */
interface FilePlace {
  readonly level: number;
  /** A search found it: the line names the folders above it, because none stands above. */
  readonly isFound?: boolean;
  /** The filter matches it. */
  readonly fits: boolean;
}

export function treeFileLine(
  stored: Transfer,
  moving: MovingRow,
  { level, isFound = false, fits }: FilePlace,
): FileLine {
  const found = moving(stored.id);
  // The store is the newer one for a row that has ended.
  const now = isRunning(stored.state.name) ? found : undefined;
  const slash = stored.relativePath.lastIndexOf('/');
  return {
    kind: 'file',
    key: stored.id,
    name: nameOf(stored),
    ...(isFound && slash > 0 && { folder: stored.relativePath.slice(0, slash) }),
    level,
    size: now?.size ?? stored.size,
    bytes: now?.bytesShown ?? stored.bytesSent,
    speed: now?.speed ?? 0,
    ...(now?.secondsLeft !== undefined && { secondsLeft: now.secondsLeft }),
    state: now?.state ?? stored.state,
    ...(!fits && { left: true }),
  };
}
