import { toErrorRecord } from '../../../shared/errors.ts';
import type { AccountPace, RevocablePlace } from './account-pace.ts';

/**
 * Sends a request within the limit of its account and bucket, and reports the outcome to that
 * limit. Every request of a run uses this function, because a pause that a server demands covers
 * all of them.
 *
 * @param place the slot that the request gives back before it is sent, when its pool is over its
 *   limit
 * @throws what `send` throws; `signal.reason` when aborted
 */
export async function pacedRequest<T>(
  pace: AccountPace,
  signal: AbortSignal,
  send: () => Promise<T>,
  place?: RevocablePlace,
): Promise<T> {
  const permit = await pace.enter(signal, place);
  try {
    const answer = await send();
    permit.accepted();
    return answer;
  } catch (thrown) {
    if (!signal.aborted) permit.failed(toErrorRecord(thrown));
    throw thrown;
  } finally {
    permit.leave();
  }
}
