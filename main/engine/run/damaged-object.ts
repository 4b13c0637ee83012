import { assertNever } from '../../../shared/assert-never.ts';
import type { ErrorRecord } from '../../../shared/errors.ts';
import { lookAtObject } from '../parts/confirm-object.ts';
import type { ObjectFacts } from '../ports/object-store.ts';
import type { RunEnding } from './ending.ts';
import type { UploadRun } from './upload-run.ts';

/** What HEAD says about the object that a request of ours is known to have left damaged. */
export type DamagedObject =
  /** No such object is known, or it is gone or replaced by now. */
  | { readonly kind: 'none' }
  /** It stands under the key: overwriting it loses nothing. */
  | { readonly kind: 'stands'; readonly facts: ObjectFacts }
  /** HEAD is not permitted. */
  | { readonly kind: 'not-permitted' };

/** Looks for the damaged object that is remembered for the key; asks nothing when there is none. */
export async function findDamagedObject(run: UploadRun): Promise<DamagedObject> {
  const etag = run.damagedEtag();
  if (etag === undefined) return { kind: 'none' };
  const remote = await lookAtObject(run);
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
  await run.rememberDamaged(undefined);
  return { kind: 'none' };
}

/** Why a transfer failed that leaves a damaged object of its own behind. */
export function damageRemains(cause: ErrorRecord): ErrorRecord {
  if (cause.code === 'object-differs') return cause;
  const { code, detail = '' } = cause;
  const why = `The damaged object was not replaced: ${code}`;
  return { ...cause, code: 'object-differs', detail: detail === '' ? why : `${why}: ${detail}` };
}

/** An ending that fails while a damaged object stands says so. */
export function withDamage(ending: RunEnding, damagedEtag: string | undefined): RunEnding {
  const { event } = ending;
  if (damagedEtag === undefined || event.type !== 'fail') return ending;
  return { ...ending, event: { type: 'fail', error: damageRemains(event.error) } };
}
