import type { Row } from '../queue/queue-state.ts';
import { objectOf } from '../queue/running.ts';
import type { Witness } from '../witness.ts';
import type { Scene } from './scene.ts';

/**
 * 1. While a damaged object of ours stands that the engine has heard of, no row of it is done, skipped
 *    or renamed, and one that fails says that the object is damaged.
 */
export function damageInvariants({ world, model, queue }: Scene): Partial<Witness> {
  /** ETags, by account, bucket and key. */
  const heard = new Map<string, string>();

  const stands = (row: Row): boolean => {
    const etag = heard.get(objectOf(row));
    return etag !== undefined && model.object(row)?.etag === etag;
  };

  return {
    booted: () => {
      // What the process heard and could not note down before it died is lost.
      for (const [name, etag] of heard) {
        if (queue().damaged.get(name) !== etag) heard.delete(name);
      }
    },
    damageHeard: (target, etag) => {
      if (world.life.alive) heard.set(objectOf(target), etag);
    },

    rowMoved: (before, after) => {
      const { state } = after;
      const isRenamed = before.key !== after.key && before.state.name === 'uploading';
      const isWrong =
        isRenamed ||
        state.name === 'done' ||
        (state.name === 'skipped' && before.state.name === 'uploading') ||
        (state.name === 'failed' && state.error.code !== 'object-differs');
      if (!isWrong || !stands(before)) return;
      const what = state.name === 'failed' ? `failed ${state.error.code}` : state.name;
      world.violate(1, `row ${after.id} is ${what}, and a damaged object of ours stands`);
    },
  };
}
