import { errorClass, type ErrorClass } from '../../../shared/errors.ts';
import type { Witness } from '../witness.ts';
import type { Scene } from './scene.ts';

/** Classes of errors for which a transfer is tried again until its budget is spent. */
const spending: readonly ErrorClass[] = ['connection', 'busy', 'server', 'passing', 'upload'];

/**
 * 3. No transfer is lost: what was acknowledged is there after every crash.
 * 6. A transfer in a final state never changes again, but for a person's wish.
 * 8. The budget of attempts is the transfer's own.
 */
export function stateInvariants(scene: Scene): Partial<Witness> {
  const { world, queue } = scene;
  const finished = new Map<number, string>();
  let retryBudget = 1;

  return {
    settingsInForce: (settings) => {
      retryBudget = Math.max(...settings.map((each) => each.retryBudget));
    },

    pageRead: () => {
      // A page is for a screen: with more rows than it holds, a decision made on it is wrong.
      world.violate(0, 'the engine reads a page of the queue');
    },

    answered: (_what, row) => {
      if (row.state.name === 'done' || row.state.name === 'cancelled') {
        finished.set(row.id, row.state.name);
      }
    },

    booted: () => {
      for (const [id, name] of finished) {
        const row = queue().rows.get(id);
        // Gone altogether: a person removed it.
        if (row !== undefined && row.state.name !== name) {
          world.violate(6, `row ${id} was ${name}, and is ${row.state.name} after a crash`);
        }
      }
    },

    rowMoved: (before, after) => {
      const [from, to] = [before.state.name, after.state.name];
      world.note(`row ${after.id} ${from} -> ${to}`);
      if (from === 'done' || from === 'cancelled' || from === 'skipped') {
        world.violate(6, `row ${after.id} leaves ${from} for ${to}`);
      }
      if (after.state.name !== 'failed') return;
      const { code } = after.state.error;
      // One attempt may have been an interruption's; a full disk may have refused the notes.
      const attempts = after.attemptsMade.length + 1;
      const isNoted = !world.faults.fired.has('disk-full');
      if (spending.includes(errorClass(code)) && attempts < retryBudget && isNoted) {
        world.violate(8, `row ${after.id} gives up after ${attempts} of ${retryBudget} attempts`);
      }
    },
  };
}
