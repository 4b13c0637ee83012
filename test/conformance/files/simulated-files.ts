import type { SourceFiles } from '../../../main/engine/ports/source-files.ts';
import { FolderTree, type Entry } from '../../simulation/files/folder-tree.ts';
import { SimulatedFile } from '../../simulation/files/simulated-file.ts';
import { createSimulatedFiles } from '../../simulation/ports/simulated-files.ts';
import type { VirtualTime } from '../../simulation/world/virtual-time.ts';
import { passTime, quietWorld, silentWitness, withPassingTime } from '../simulated-world.ts';
import type { SourceFilesUnderTest } from './source-files-under-test.ts';

const folder = '/disk/folder';

/** The file system of the simulation, on a disk that is always there. */
export function openSimulatedFiles(): SourceFilesUnderTest {
  const world = quietWorld();
  const { time } = world;
  const tree = new FolderTree(() => time.monotonic);
  const isGranted = () => true;
  const files = createSimulatedFiles({ world, tree, witness: silentWitness, isGranted });
  const path = (name: string) => `${folder}/${name}`;
  let inodes = 0;
  const write = (name: string, size: number, content: number, isSpool: boolean) => {
    inodes += 1;
    const file = new SimulatedFile(inodes, content, size, time);
    tree.set(path(name), { kind: 'file', file, isSpool, locked: false, unreadable: false });
  };
  const fileOf = (name: string): SimulatedFile => {
    const entry = tree.get(path(name));
    if (entry?.kind !== 'file') throw new Error(`${name} is no file`);
    return entry.file;
  };
  const set = (name: string, entry: Entry) => tree.set(path(name), entry);
  return {
    files: passing(time, files),
    path,
    write: (name, size, content = 1) => write(name, size, content, false),
    edit: (name) => fileOf(name).edit(7),
    touch: (name) => fileOf(name).touch(),
    truncate: (name, size) => fileOf(name).resize(size),
    remove: (name) => tree.delete(path(name)),
    makeEmptyFolder: (name) => set(name, { kind: 'empty-folder' }),
    makeLink: (name) => set(name, { kind: 'skipped', reason: 'symbolic-link' }),
    writeSpool: (name) => write(name, 10, 1, true),
    exists: (name) => tree.get(path(name)) !== undefined,
    close: () => Promise.resolve(),
  };
}

/** The same port with passing time, its iterations and its open files too. */
function passing(time: VirtualTime, files: SourceFiles): SourceFiles {
  return {
    open: async (path) => withPassingTime(time, await passTime(time, files.open(path))),
    isFolder: (path) => passTime(time, files.isFolder(path)),
    missingVolume: (path, identity) => passTime(time, files.missingVolume(path, identity)),
    removeSpool: (path) => passTime(time, files.removeSpool(path)),
    async *scan(...args) {
      const entries = files.scan(...args)[Symbol.asyncIterator]();
      for (;;) {
        const next = await passTime(time, entries.next());
        if (next.done === true) return;
        yield next.value;
      }
    },
  };
}
