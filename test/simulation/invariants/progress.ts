import type { ProgressUpdate } from '../../../main/engine/api.ts';
import type { StateName } from '../../../shared/transfer-state.ts';
import type { Transfer } from '../../../shared/transfer.ts';
import type { World } from '../world/world.ts';

/** What a window knows that heard everything since it looked at the queue last. */
export class HeardProgress {
  readonly #states = new Map<number, StateName>();

  hear({ changed, manyRows }: ProgressUpdate): void {
    for (const { id, state } of changed) this.#states.set(id, state.name);
    // A receiver of this reads the queue again.
    if (manyRows) this.#states.clear();
  }

  /** The first row of which it knows something else than what stands in the queue. */
  mistake(rows: Iterable<Pick<Transfer, 'id' | 'state'>>): string | undefined {
    for (const { id, state } of rows) {
      const heard = this.#states.get(id);
      if (heard !== undefined && heard !== state.name) {
        return `row ${id} is ${state.name}, and was told last as ${heard}`;
      }
    }
    return undefined;
  }
}

/**
 * 9. Progress is published in order, never exceeds the size, and is complete only when all bytes are there.
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
