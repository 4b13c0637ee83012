import type { ScanEntry, SourceFiles } from '../../../main/engine/ports/source-files.ts';
import { TransferError } from '../../../shared/errors.ts';
import type { SourcePath } from '../../../shared/transfer.ts';
import type { Entry, FolderTree } from '../files/folder-tree.ts';
import { abortable, pause } from '../world/take-time.ts';
import type { World } from '../world/world.ts';
import { type HandleOptions, SimulatedHandle } from './simulated-handle.ts';

export interface SimulatedFilesOptions extends HandleOptions {
  /** Whether a person added the path, or a folder above it. */
  readonly isGranted: (path: SourcePath) => boolean;
}

/** The file system as the engine's ports describe it. */
export function createSimulatedFiles(options: SimulatedFilesOptions): SourceFiles {
  const { world, tree, isGranted } = options;
  let descriptors = 0;
  return {
    scan: (root, _options, signal) => scan(world, tree, root, signal),

    async isFolder(path) {
      await pause(world, `isFolder ${path}`, 3);
      return tree.gone === undefined && tree.isFolder(path);
    },

    async open(path) {
      await pause(world, `open ${path}`, 3);
      if (!isGranted(path)) world.violate(11, `${path} is opened, outside what was added`);
      if (tree.gone !== undefined) {
        world.faults.count('disk-gone');
        const code = tree.gone === 'silent' ? 'source-unavailable' : 'source-missing';
        throw new TransferError({ code });
      }
      const entry = tree.get(path);
      if (entry === undefined) {
        const code = tree.isFolder(path) ? 'source-unreadable' : 'source-missing';
        throw new TransferError({ code });
      }
      if (entry.kind !== 'file') throw new TransferError({ code: 'source-unreadable' });
      if (entry.unreadable) throw refusal(world, 'file-unreadable', 'source-unreadable');
      if (entry.locked) throw refusal(world, 'file-locked', 'source-in-use');
      descriptors += 1;
      return new SimulatedHandle(options, path, entry.file, descriptors);
    },

    missingVolume: () => Promise.resolve(tree.gone === undefined ? undefined : '/'),

    async removeSpool(path) {
      await pause(world, `removeSpool ${path}`, 3);
      const entry = tree.get(path);
      if (entry?.kind === 'file' && !entry.isSpool) {
        world.violate(1, `${path} is deleted, and it is a person's file`);
      }
      tree.delete(path);
    },
  };
}

function refusal(
  world: World,
  fault: 'file-unreadable' | 'file-locked',
  code: 'source-unreadable' | 'source-in-use',
): TransferError {
  world.faults.count(fault);
  return new TransferError({ code });
}

async function* scan(
  world: World,
  tree: FolderTree,
  root: SourcePath,
  signal: AbortSignal,
): AsyncGenerator<readonly ScanEntry[]> {
  await abortable(world, signal, world.random.next() * 20);
  world.step(`scan ${root}`);
  if (tree.gone !== undefined) throw refusalOfRoot(world);
  const found = tree.below(root);
  if (found.length === 0) throw new TransferError({ code: 'source-missing' });
  const step = world.random.int(1, 5);
  for (let from = 0; from < found.length; from += step) {
    yield found
      .slice(from, from + step)
      .map(([path, name, entry]) => asScanEntry(world, path, name, entry));
    await abortable(world, signal, world.random.next() * 30);
    world.step(`scan ${root} goes on`);
  }
}

function refusalOfRoot(world: World): TransferError {
  world.faults.count('disk-gone');
  return new TransferError({ code: 'source-unreadable' });
}

function asScanEntry(
  world: World,
  path: SourcePath,
  relativePath: string,
  entry: Entry,
): ScanEntry {
  switch (entry.kind) {
    case 'file':
      if (entry.unreadable) {
        world.faults.count('file-unreadable');
        return { kind: 'refused', path, relativePath, error: { code: 'source-unreadable' } };
      }
      return { kind: 'file', path, relativePath, identity: entry.file.identity };
    case 'empty-folder':
      world.faults.count('folder-marker');
      return { kind: 'empty-folder', path, relativePath };
    case 'skipped':
      world.faults.count(entry.reason === 'symbolic-link' ? 'link-in-folder' : 'device-in-folder');
      return { kind: 'skipped', path, relativePath, reason: entry.reason };
    case 'no-text':
      world.faults.count('name-not-text');
      return { kind: 'refused', path, relativePath, error: { code: 'name-not-text' } };
  }
}
