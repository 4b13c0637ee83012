import type { SourceIdentity } from '../../../shared/transfer.ts';
import type { Row } from '../queue/queue-state.ts';
import type { Witness } from '../witness.ts';
import { rowOf, type Scene } from './scene.ts';

interface Look {
  readonly identity: SourceIdentity;
  readonly at: number;
}

/** 5. Complete is sent only if all parts are verified and on disk, and the file is still the same. */
export function completionInvariants(scene: Scene): Partial<Witness> {
  const { world, queue } = scene;
  /** The last look at each path, and at each file that was there. */
  const looks = new Map<string, Look>();
  const fileOf = (path: string, { inode }: SourceIdentity): string => `${path} ${inode}`;
  /** A row of another key may meanwhile have opened the file that replaced this one. */
  const lastLook = ({ id, source: { path } }: Row, identity: SourceIdentity): Look | undefined => {
    const isShared = [...queue().rows.values()].some(
      (row) => row.id !== id && row.source.path === path && row.state.name === 'uploading',
    );
    return looks.get(isShared ? fileOf(path, identity) : path);
  };
  const hashes = new Map<string, number>();
  const lastParts = new Map<string, number>();

  return {
    looked: (path, identity) => {
      const look = { identity, at: world.time.monotonic };
      looks.set(path, look).set(fileOf(path, identity), look);
    },
    hashed: (path) => {
      hashes.set(path, world.time.monotonic);
    },
    partEnds: (uploadId) => {
      lastParts.set(uploadId, world.time.monotonic);
    },

    completeBegins: (_target, uploadId, parts) => {
      const row = rowOf(scene, uploadId);
      const checkpoint = row?.checkpoint;
      if (row === undefined || checkpoint === undefined) {
        world.violate(5, `${uploadId} is completed, and is not on disk`);
        return;
      }
      if (!checkpoint.completing) world.violate(5, `${uploadId} is completed without a note of it`);
      const { identity, partSize } = checkpoint;
      const count = Math.max(1, Math.ceil(identity.size / partSize));
      const wanted = Array.from({ length: count }, (_, index) => index + 1).join();
      const given = parts.map(({ number }) => number).join();
      if (given !== wanted) {
        world.violate(5, `${uploadId} is completed with parts ${given} of ${count}`);
      }
      for (const { number, etag, size } of parts) {
        const recorded = checkpoint.parts.find((part) => part.number === number);
        const fits = size === Math.min(partSize, identity.size - (number - 1) * partSize);
        if (recorded?.etag !== etag || !fits) {
          world.violate(5, `part ${number} of ${uploadId} is completed, and not as it is on disk`);
        }
      }
      const look = lastLook(row, identity);
      const since = lastParts.get(uploadId) ?? 0;
      if (look === undefined || look.at < since) {
        world.violate(5, `${uploadId} is completed without a last look at the file`);
        return;
      }
      const { inode, size, modified, changed } = look.identity;
      if (inode !== identity.inode || size !== identity.size || modified !== identity.modified) {
        world.violate(5, `${uploadId} is completed, and the file has changed`);
      }
      if (changed !== identity.changed && (hashes.get(row.source.path) ?? -1) < since) {
        world.violate(5, `${uploadId} is completed, and the touched file was not read again`);
      }
    },
  };
}
