import type { ProgressUpdate } from '../../../main/engine/face.ts';
import type { World } from '../world/world.ts';

/**
 * 9. Progress is told in order, never exceeds the size, and says that all is there only when it is.
 * @returns the listener of one process
 */
export function watchProgress(world: World): (update: ProgressUpdate) => void {
  let last = 0;
  return ({ revision, changed }) => {
    if (revision <= last) world.violate(9, `revision ${revision} is told after ${last}`);
    last = revision;
    for (const { id, size, bytesShown, bytesSent, state } of changed) {
      if (bytesShown > size) world.violate(9, `row ${id} shows ${bytesShown} of ${size} bytes`);
      if (bytesSent > bytesShown) world.violate(9, `row ${id} shows less than it has sent`);
      if (state.name === 'done' && bytesShown !== size) {
        world.violate(9, `row ${id} is done, and shows ${bytesShown} of ${size} bytes`);
      }
    }
  };
}
