import type * as v from 'valibot';
import type { Envelope } from './define.ts';
import type { targetSchema } from './schemas.ts';

/**
 * The only object that the preload exposes to the page. It is structural and small on purpose: the
 * page builds the typed client from the contract.
 */
export interface FerryBridge {
  /** Makes a call of the contract. Refuses a call that the page may not make. */
  call(group: string, name: string, input: unknown): Promise<Envelope<unknown>>;
  /** Listens to an event of the contract. Returns the unsubscribe function. */
  on(group: string, name: string, listener: (payload: unknown) => void): () => void;
  /**
   * Uploads dropped or pasted files and folders. The preload reads their paths. A File that a
   * script made has no path and is left out. Resolves with the batch, or null when no file was
   * left.
   */
  addFiles(
    target: v.InferOutput<typeof targetSchema>,
    files: readonly File[],
  ): Promise<Envelope<number | null>>;
}

/** The minimum of the DOM's File for a layer without DOM types. */
interface File {
  readonly name: string;
}

/** Refusals after which a call is a defect and not the action of a person. */
const mostTries = 20;

/**
 * Makes a call of the contract. A call that exceeds the rate limit had no effect, so it is retried
 * when the gate allows the next call.
 *
 * @param wait resolves after this many milliseconds
 */
export async function callInTurn<Value>(
  makeCall: () => Promise<Envelope<Value>>,
  wait: (milliseconds: number) => Promise<void>,
): Promise<Envelope<Value>> {
  for (let tries = 1; ; tries += 1) {
    const answer = await makeCall();
    const tooSoon = !answer.ok && answer.error.code === 'too-many-calls';
    if (!tooSoon || tries === mostTries) return answer;
    await wait(answer.error.retryAfter ?? 0);
  }
}
