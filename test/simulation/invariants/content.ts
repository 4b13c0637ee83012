import type { Snapshot } from '../files/simulated-file.ts';
import type { Row } from '../queue/queue-state.ts';
import type { Witness } from '../witness.ts';
import { rowOf, type Scene } from './scene.ts';

/**
 * 1. No object is reported done whose bytes differ from what the file was in that attempt.
 * 12. An unknown answer is never success: what is recorded was stored.
 */
export function contentInvariants(scene: Scene): Partial<Witness> {
  const { world, model, tree } = scene;
  const claimedAt = new Map<number, number>();
  /** What OSS stored for a part: upload, number, size and CRC-64. */
  const stored = new Set<string>();

  /** What the file may have been in this attempt. */
  const candidates = (row: Row): readonly Pick<Snapshot, 'size' | 'crc64'>[] => {
    if (row.source.kind === 'folder-marker') return [{ size: 0, crc64: 0n }];
    const since = claimedAt.get(row.id) ?? 0;
    const begun = row.checkpoint?.identity;
    return tree.history(row.source.path).flatMap(({ snapshots }) =>
      snapshots.filter(({ size, inode, modified }, index) => {
        if (begun === undefined) return (snapshots[index + 1]?.since ?? Infinity) >= since;
        return begun.size === size && begun.inode === inode && begun.modified === modified;
      }),
    );
  };

  return {
    claimed: ({ id }) => {
      claimedAt.set(id, world.time.monotonic);
    },

    partStored: (uploadId, { number, size, crc64 }) => {
      stored.add(`${uploadId} ${number} ${size} ${crc64}`);
    },

    partSaved: (row, { number, size, crc64 }) => {
      const uploadId = row?.checkpoint?.uploadId ?? '';
      if (stored.has(`${uploadId} ${number} ${size} ${crc64}`)) return;
      world.violate(12, `part ${number} of ${uploadId} is recorded, and OSS has no such bytes`);
    },

    rowMoved: (before, after) => {
      if (after.state.name !== 'done') return;
      const { id, key, size, result } = after;
      const possible = candidates(before);
      const objects = model.history(after);
      const arrived = possible.filter((snapshot) =>
        objects.some((object) => object.size === snapshot.size && object.crc64 === snapshot.crc64),
      );
      if (arrived.length === 0) {
        world.violate(1, `row ${id} is done, and ${key} was never the file`);
      } else if (!arrived.some((snapshot) => snapshot.size === size)) {
        world.violate(1, `row ${id} is done with ${size} bytes`);
      }
      if (result === undefined) world.violate(1, `row ${id} is done without a result`);
      const { crc64 } = result ?? {};
      if (crc64 !== undefined && !arrived.some((snapshot) => String(snapshot.crc64) === crc64)) {
        world.violate(1, `row ${id} is done with a CRC-64 the file never had`);
      }
    },

    partBegins: (_target, uploadId, number, range) => {
      const partSize = rowOf(scene, uploadId)?.checkpoint?.partSize ?? 0;
      if (range.start === (number - 1) * partSize) return;
      world.violate(5, `part ${number} of ${uploadId} begins at ${range.start}`);
    },
  };
}
