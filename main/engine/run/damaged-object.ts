import { assertNever } from '../../../shared/assert-never.ts';
import type { ErrorRecord } from '../../../shared/errors.ts';
import { limitedRequest } from '../limits/request-limiter.ts';
import { findObject, headObject } from '../parts/confirm-object.ts';
import type { ObjectFacts } from '../ports/object-store.ts';
import type { Run, RunEnding } from './run.ts';

/**
 * Records or clears the ETag of a damaged object. Resolves when the change is on disk: no other
 * request may be sent before that.
 */
export async function rememberDamaged(run: Run, etag: string | undefined): Promise<void> {
  run.damagedEtag = etag;
  await run.insist(() => run.ports.store.saveDamagedObject(run.transfer.id, etag));
}

/** The result of HEAD for an object that a request of Ferry left damaged. */
export type DamagedObject =
  /** No damaged object is known, or it is gone or replaced. */
  | { readonly kind: 'none' }
  /** The damaged object is still under the key: overwriting it loses nothing. */
  | { readonly kind: 'stands'; readonly facts: ObjectFacts }
  /** HEAD is not permitted. */
  | { readonly kind: 'not-permitted' };

/**
 * Checks the damaged object that is recorded for the key; sends no request when none is recorded.
 *
 * @param find how HEAD is sent
 */
export async function findDamagedObject(run: Run, find = findObject): Promise<DamagedObject> {
  const etag = run.damagedEtag;
  if (etag === undefined) return { kind: 'none' };
  const remote = await find(run);
  switch (remote.kind) {
    case 'not-permitted':
      return { kind: 'not-permitted' };
    case 'object':
      if (remote.facts.etag === etag) return { kind: 'stands', facts: remote.facts };
      break;
    case 'absent':
      break;
    default:
      assertNever(remote, 'remote object');
  }
  await rememberDamaged(run, undefined);
  return { kind: 'none' };
}

/**
 * Sends a request that may overwrite the damaged object of the row, and any other object only when
 * `forbidOverwrite` is false. OSS has no condition on the ETag for uploads, so HEAD looks at the
 * damaged object in the turn of the request, right before it: a request can wait for its turn for
 * minutes, parts take hours, and another program may replace the object meanwhile.
 *
 * @param send sends the request, with the decision
 * @param prepare what else has to be done in the turn, before the look
 */
export async function sendOverDamaged<T>(
  run: Run,
  forbidOverwrite: boolean,
  send: (forbids: boolean) => Promise<T>,
  prepare?: () => Promise<void>,
): Promise<T> {
  let forbids = forbidOverwrite;
  return await limitedRequest(run.limiter, run.signal, () => send(forbids), {
    prepare: async () => {
      await prepare?.();
      forbids = forbidOverwrite;
      if (!forbidOverwrite || run.damagedEtag === undefined) return;
      forbids = (await findDamagedObject(run, headObject)).kind !== 'stands';
    },
  });
}

/** The error of a failed transfer that leaves its own damaged object behind. */
export function damageRemains(cause: ErrorRecord): ErrorRecord {
  if (cause.code === 'object-differs') return cause;
  const { code, detail = '' } = cause;
  const why = `The damaged object was not replaced: ${code}`;
  return { ...cause, code: 'object-differs', detail: detail === '' ? why : `${why}: ${detail}` };
}

/** Adds the damaged object to a failed ending while that object exists. */
export function withDamage(ending: RunEnding, damagedEtag: string | undefined): RunEnding {
  const { event } = ending;
  if (damagedEtag === undefined || event.type !== 'fail') return ending;
  return { ...ending, event: { type: 'fail', error: damageRemains(event.error) } };
}
