import { lstat, unlink } from 'node:fs/promises';
import type { SourceFiles } from '../../engine/ports/source-files.ts';
import { missingVolume } from './missing-volume.ts';
import { openSource } from './open-source.ts';
import { ScanThread } from './scanner.ts';
import { sourceError } from './source-errors.ts';
import { decodeSourcePath } from './source-location.ts';
import type { Transport } from '../transport.ts';

/**
 * The file system of this computer. The workers of `transport` calculate checksums.
 *
 * @param ownFiles paths of Ferry's own database and the files beside it: a scan skips them
 */
export function createSourceFiles(
  transport: Pick<Transport, 'checksum' | 'release'>,
  ownFiles: readonly string[] = [],
): SourceFiles {
  const scanner = new ScanThread(ownFiles);
  return {
    scan: (root, options, signal, onLeftOut) => scanner.scan(root, options, signal, onLeftOut),
    isFolder: async (path) => {
      const stats = await lstat(decodeSourcePath(path)).catch(() => undefined);
      return stats?.isDirectory() ?? false;
    },
    open: (path) => openSource(path, transport),
    missingVolume: (path, identity) => missingVolume(path, identity),
    async removeSpool(path) {
      await unlink(decodeSourcePath(path)).catch((thrown: unknown) => {
        const error = sourceError(thrown);
        if (error.code !== 'source-missing') throw error;
      });
    },
  };
}
