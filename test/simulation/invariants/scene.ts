import type { FolderTree } from '../files/folder-tree.ts';
import type { QueueState, Row } from '../queue/queue-state.ts';
import type { OssModel } from '../server/oss-model.ts';
import type { World } from '../world/world.ts';

/** What the invariants look at. */
export interface Scene {
  readonly world: World;
  readonly tree: FolderTree;
  readonly model: OssModel;
  /** The queue as the engine would read it now. */
  readonly queue: () => QueueState;
  /** Which time the engine knows the disk to be full; `undefined` when it does not. */
  readonly knownFull: () => number | undefined;
}

/** The row that goes on with an upload. */
export function rowOf({ queue }: Scene, uploadId: string): Row | undefined {
  for (const row of queue().rows.values()) {
    if (row.checkpoint?.uploadId === uploadId) return row;
  }
  return undefined;
}

/** An object's place, as a name for maps. */
export function nameOf(place: { readonly bucket: string; readonly key: string }): string {
  return `${place.bucket}/${place.key}`;
}
