import { toErrorRecord } from '../../../shared/errors.ts';
import type { AccountPace, RevocablePlace } from './account-pace.ts';

/**
 * Sends a request when the pace of its account and bucket lets it go, and tells the pace how that
 * went. Every request of a run goes through here: a server that asked for silence means all of them.
 *
 * @param place what the request gives up before it is sent when there is no room for it any more
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
