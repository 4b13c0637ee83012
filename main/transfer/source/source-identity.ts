import type { BigIntStats } from 'node:fs';
import type { SourceIdentity } from '../../../shared/transfer.ts';

/** The identity of the file behind `stats`. */
export function identityOf(stats: BigIntStats): SourceIdentity {
  return {
    device: stats.dev.toString(),
    inode: stats.ino.toString(),
    size: Number(stats.size),
    modified: stats.mtimeNs.toString(),
    changed: stats.ctimeNs.toString(),
  };
}
