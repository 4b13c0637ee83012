import type { Row } from '../queue/queue-state.ts';
import { objectOf } from '../queue/running.ts';
import type { Witness } from '../witness.ts';
import type { FaultName } from '../world/faults.ts';
import type { Scene } from './scene.ts';

/** Faults that keep HEAD from naming the CRC-64. */
const unseen: readonly FaultName[] = ['head-denied', 'access-denied', 'head-crc-absent'];

/**
 * 1. While a damaged object of ours stands that the engine has heard of, no row of it is done, skipped
 *    or renamed, and one that fails says that the object is damaged. Unless HEAD could not tell, no row
 *    says so of an object that Complete made whole, or that its file cannot be compared.
 */
export function damageInvariants({ world, model, queue }: Scene): Partial<Witness> {
  /** ETags, by account, bucket and key. */
  const heard = new Map<string, string>();
  /** ETags of what Complete made, by the same. */
  const made = new Map<string, string>();

  const stands = (row: Row): boolean => {
    const etag = heard.get(objectOf(row));
    return etag !== undefined && model.object(row)?.etag === etag;
  };

  const headTells = (): boolean => !unseen.some((name) => world.faults.fired.has(name));

  const isBlamed = (row: Row): boolean => {
    const etag = made.get(objectOf(row));
    return etag !== undefined && headTells() && !stands(row) && model.object(row)?.etag === etag;
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
    completed: (target) => {
      const etag = model.object(target)?.etag;
      if (etag !== undefined) made.set(objectOf(target), etag);
    },

    rowMoved: (before, after) => {
      const { state } = after;
      if (blamesObject(state) && isBlamed(before)) {
        world.violate(1, `row ${after.id} blames an object that is right`);
      }
      // A marker has no time that "newer" could compare.
      const isFile = before.source.kind !== 'folder-marker';
      const isUncompared = state.name === 'failed' && state.error.code === 'not-comparable';
      if (isFile && isUncompared && headTells()) {
        world.violate(1, `row ${after.id} calls an object unknown that HEAD describes`);
      }
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

/** Whether the row failed because the object seems to hold other bytes. */
function blamesObject(state: Row['state']): boolean {
  if (state.name !== 'failed' || state.error.code !== 'object-differs') return false;
  return state.error.detail?.startsWith('CRC-64') === true;
}
