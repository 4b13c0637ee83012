import type { ConflictPolicy } from '../../../shared/upload-options.ts';
import type { QueueState, Row } from '../queue/queue-state.ts';
import type { Witness } from '../witness.ts';
import { nameOf, rowOf, type Scene } from './scene.ts';

/** Policies under which nothing that exists may be overwritten. */
const forbidding: readonly ConflictPolicy[] = ['ask', 'skip', 'rename', 'fail'];

/** 1. Nothing that was there before is lost, and every conflict ends as the person wanted it. */
export function policyInvariants({ world, queue, model, ...scene }: Scene): Partial<Witness> {
  /** Which row made the object that stands under a key. */
  const makers = new Map<string, number>();

  const overwrites = (row: Row | undefined, name: string, existed: boolean): void => {
    if (row === undefined) return;
    const policy = policyOf(queue(), row);
    const isOwn = makers.get(name) === row.id;
    makers.set(name, row.id);
    if (!existed || isOwn || policy === undefined || !forbidding.includes(policy)) return;
    world.violate(1, `row ${row.id} overwrites ${name}, and was told to ${policy}`);
  };

  return {
    putStored: (target, before) => {
      const row = [...queue().rows.values()].find((each) => {
        if (each.state.name !== 'uploading' || each.accountId !== target.accountId) return false;
        return each.bucket === target.bucket && each.key === target.key;
      });
      overwrites(row, nameOf(target), before !== undefined);
    },
    completed: (target, uploadId, before) => {
      const row = rowOf({ ...scene, world, queue, model }, uploadId);
      overwrites(row, nameOf(target), before !== undefined);
    },

    rowMoved: (before, { id, state }) => {
      const policy = policyOf(queue(), before);
      if (policy === undefined) return;
      const wrong =
        (state.name === 'failed' &&
          state.error.code === 'object-exists' &&
          ['overwrite', 'skip', 'rename', 'ask'].includes(policy)) ||
        (state.name === 'skipped' && state.reason === 'exists' && policy !== 'skip') ||
        (state.name === 'skipped' &&
          state.reason === 'identical' &&
          !['skip-identical', 'ask'].includes(policy)) ||
        (state.name === 'skipped' && state.reason === 'not-newer' && policy !== 'newer') ||
        (state.name === 'waiting' && state.why === 'conflict' && policy !== 'ask');
      if (wrong) world.violate(1, `row ${id} is ${state.name}, and was told to ${policy}`);
    },
  };
}

function policyOf(queue: QueueState, row: Row): ConflictPolicy | undefined {
  return row.policy ?? queue.batches.get(row.batchId)?.conflictPolicy;
}
