import type { ObjectFacts, ObjectTarget } from '../../../main/engine/ports/object-store.ts';
import type { ConflictPolicy } from '../../../shared/upload/upload-options.ts';
import type { QueueState, Row } from '../queue/queue-state.ts';
import { objectOf } from '../queue/running.ts';
import type { StoredObject } from '../server/oss-model.ts';
import type { Witness } from '../witness.ts';
import { nameOf, rowOf, type Scene } from './scene.ts';

/** Policies under which nothing that exists may be overwritten. */
const forbidding: readonly ConflictPolicy[] = ['ask', 'skip', 'rename', 'fail'];

/** Milliseconds from the look at a key to the request that rests on it. */
const freshLook = 500;

/** 1. Nothing that was there before is lost, and every conflict ends as the person wanted it. */
export function policyInvariants({ world, queue, model, ...scene }: Scene): Partial<Witness> {
  /** The object that a row put under a key last; another program may have replaced it since. */
  const makers = new Map<string, { readonly rowId: number; readonly object: StoredObject }>();
  /** What HEAD said last about a key, and when: monotonic milliseconds. */
  const seen = new Map<string, { readonly facts: ObjectFacts; readonly at: number }>();
  /** The ETag that the engine had just looked at when it began the last request that writes a key. */
  const lookedAt = new Map<string, string | undefined>();

  /** A request that comes right after a look can only be overtaken by another program. */
  const writes = (target: ObjectTarget): void => {
    const look = seen.get(nameOf(target));
    const isFresh = look !== undefined && world.time.monotonic - look.at <= freshLook;
    lookedAt.set(nameOf(target), isFresh ? look.facts.etag : undefined);
  };

  /** Whether the engine can know that the object may go, as the policy wants it. */
  const isCompared = (policy: ConflictPolicy, name: string, sent: StoredObject): boolean => {
    const facts = seen.get(name)?.facts;
    if (policy === 'newer') return facts !== undefined;
    if (policy !== 'skip-identical') return true;
    return facts !== undefined && (facts.crc64 !== undefined || facts.size !== sent.size);
  };

  const overwrites = (
    row: Row | undefined,
    target: ObjectTarget,
    before: StoredObject | undefined,
  ): void => {
    const name = nameOf(target);
    const sent = model.object(target);
    if (row === undefined || sent === undefined) return;
    const policy = policyOf(queue(), row);
    const maker = makers.get(name);
    const isOwn = maker?.rowId === row.id && maker.object === before;
    makers.set(name, { rowId: row.id, object: sent });
    const damaged = queue().damaged.get(objectOf(row));
    const isDamaged = damaged === before?.etag;
    // Ferry locks an object for one account: another one may replace a damaged object after HEAD.
    const other = maker === undefined ? undefined : queue().rows.get(maker.rowId);
    const isRace =
      damaged !== undefined &&
      (lookedAt.get(name) === damaged ||
        (other !== undefined && other.accountId !== row.accountId));
    if (before === undefined || isOwn || isDamaged || isRace || policy === undefined) return;
    if (forbidding.includes(policy)) {
      world.violate(1, `row ${row.id} overwrites ${name}, and was told to ${policy}`);
    } else if (!isCompared(policy, name, sent)) {
      world.violate(1, `row ${row.id} overwrites ${name}, and could not compare it`);
    }
  };

  return {
    putStored: (target, before) => {
      const row = [...queue().rows.values()].find((each) => {
        if (each.state.name !== 'uploading' || each.accountId !== target.accountId) return false;
        return each.bucket === target.bucket && each.key === target.key;
      });
      overwrites(row, target, before);
    },
    completed: (target, uploadId, before) => {
      const row = rowOf({ ...scene, world, queue, model }, uploadId);
      overwrites(row, target, before);
    },
    headAnswers: (target, facts) => {
      seen.set(nameOf(target), { facts, at: world.time.monotonic });
    },
    putBegins: writes,
    completeBegins: writes,

    rowMoved: (before, { id, state }) => {
      const policy = policyOf(queue(), before);
      if (policy === undefined) return;
      const wrong =
        // No bucket here has a rule against overwriting.
        (state.name === 'failed' && state.error.code === 'overwrite-forbidden') ||
        (state.name === 'failed' &&
          state.error.code === 'object-exists' &&
          ['overwrite', 'skip', 'rename', 'ask'].includes(policy)) ||
        (state.name === 'failed' &&
          state.error.code === 'not-comparable' &&
          !['skip-identical', 'newer'].includes(policy)) ||
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
