import type { Envelope } from './define.ts';

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
