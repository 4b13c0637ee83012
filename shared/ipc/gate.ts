import { TransferError, toErrorRecord } from '../errors.ts';
import { checkInput } from './check-input.ts';
import type { CallDefinition, Envelope, Schema } from './define.ts';
import { RateLimit } from './rate-limit.ts';

/** A call with all checks; resolves with its result or its error. */
export type GatedCall = (input: unknown) => Promise<Envelope<unknown>>;

/**
 * Checks rate, size and schema before the handler receives the input. An error of the handler
 * leaves as an error record, never as a stack.
 *
 * @param monotonic milliseconds that never jump
 */
export function gate(
  definition: CallDefinition<Schema, unknown>,
  handler: (input: unknown) => Promise<unknown>,
  monotonic: () => number,
): GatedCall {
  const limit = new RateLimit(definition.callsPerSecond, monotonic);
  return async (input) => {
    try {
      const retryAfter = limit.take();
      if (retryAfter > 0) throw tooMany(retryAfter);
      return { ok: true, value: await handler(checkInput(definition, input)) };
    } catch (thrown) {
      return { ok: false, error: toErrorRecord(thrown) };
    }
  };
}

/** The error of a call that never reaches its handler. */
export function refusedCall(detail: string): TransferError {
  return new TransferError({ code: 'call-refused', detail });
}

function tooMany(retryAfter: number): TransferError {
  return new TransferError({ code: 'too-many-calls', detail: 'Too many calls.', retryAfter });
}
