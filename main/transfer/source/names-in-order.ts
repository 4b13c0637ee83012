import { opendirSync } from 'node:fs';
import type { SourcePath } from '../../../shared/transfer.ts';
import { type ByteString, readName } from './source-location.ts';
import { decodeSourcePath } from './source-path.ts';

/** Longer folders are listed in byte order: to compare the names as text takes more than a second. */
const mostInNaturalOrder = 100_000;

/** One locale for every computer, so that a repeated scan finds the same order. */
const collator = new Intl.Collator('en', { numeric: true });

/**
 * The names in a folder, folders first, in natural order: `img2` before `img10`. The rows of a scan
 * are added in this order, so the place of a row in the queue is its place in the tree.
 *
 * @throws the file system's error
 */
export function namesInOrder(path: SourcePath): readonly ByteString[] {
  const folders: ByteString[] = [];
  const files: ByteString[] = [];
  const folder = opendirSync(decodeSourcePath(path), { encoding: 'latin1', bufferSize: 1024 });
  try {
    for (let entry = folder.readSync(); entry !== null; entry = folder.readSync()) {
      (entry.isDirectory() ? folders : files).push(entry.name);
    }
  } finally {
    folder.closeSync();
  }
  const isLong = folders.length + files.length > mostInNaturalOrder;
  return isLong ? [...folders.sort(), ...files.sort()] : [...sorted(folders), ...sorted(files)];
}

function sorted(names: readonly ByteString[]): readonly ByteString[] {
  return names
    .map((name) => ({ name, text: readName(name).text }))
    .sort((one, other) => collator.compare(one.text, other.text) || byBytes(one.name, other.name))
    .map(({ name }) => name);
}

/** Names that the collator takes for equal, such as `01` and `1`, have an order too. */
function byBytes(one: ByteString, other: ByteString): number {
  return one < other ? -1 : Number(one > other);
}
