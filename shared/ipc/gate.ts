import * as v from 'valibot';
import { toErrorRecord, TransferError } from '../errors.ts';
import type { CallDefinition, Envelope, Schema } from './define.ts';

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

/**
 * Checks the input of a call against its size limit and schema.
 *
 * @throws TransferError `call-too-large` or `call-refused`; the error does not repeat the input,
 *   which may be hostile
 */
export function checkInput(definition: CallDefinition<Schema, unknown>, input: unknown): unknown {
  if (exceeds(input, definition.mostBytes)) {
    throw new TransferError({ code: 'call-too-large', detail: 'The message is too large.' });
  }
  const checked = v.safeParse(definition.input, input, { abortEarly: true });
  if (!checked.success) throw refusedCall('The message does not fit the contract.');
  return checked.output;
}

/** Maximum number of values; the longest list in any call has 100,000 ids. */
const mostValues = 200_000;

/** Maximum nesting depth; every call stays below it. */
const mostLevels = 32;

/**
 * True when a structured-clone value takes up more than about `most` bytes; the count stops there.
 * Cycles, deep nesting and very many values also count as too large. A small message can reference
 * the same list twice at each of thirty levels, which makes a full walk far too long.
 */
export function exceeds(value: unknown, most: number): boolean {
  let left = most;
  let values = 0;
  const visit = (part: unknown, depth: number): void => {
    values += 1;
    if (depth > mostLevels || values > mostValues) left = -1;
    if (left < 0) return;
    if (typeof part === 'string') left -= part.length * 2;
    else if (ArrayBuffer.isView(part) || part instanceof ArrayBuffer) left -= part.byteLength;
    else if (Array.isArray(part)) {
      // Avoids a walk through a sparse array with hundreds of millions of holes.
      if (part.length > left) left = -1;
      for (let index = 0; index < part.length && left >= 0; index += 1)
        visit(part[index], depth + 1);
    } else if (typeof part === 'object' && part !== null) {
      for (const [key, item] of Object.entries(part)) {
        if (left < 0) return;
        left -= key.length * 2;
        visit(item, depth + 1);
      }
    } else left -= 8;
  };
  visit(value, 0);
  return left < 0;
}

/** Rate limiter: allows `perSecond` calls a second, with a burst of one second's worth. */
export class RateLimit {
  readonly #perSecond: number;
  readonly #monotonic: () => number;
  #tokens: number;
  #at: number;

  /** @param monotonic milliseconds that never jump */
  constructor(perSecond: number, monotonic: () => number) {
    this.#perSecond = perSecond;
    this.#monotonic = monotonic;
    this.#tokens = perSecond;
    this.#at = monotonic();
  }

  /** @returns 0 when the call may pass, otherwise the milliseconds until a call may pass */
  take(): number {
    const now = this.#monotonic();
    const refill = ((now - this.#at) / 1000) * this.#perSecond;
    this.#tokens = Math.min(this.#perSecond, this.#tokens + refill);
    this.#at = now;
    if (this.#tokens < 1) return Math.ceil(((1 - this.#tokens) / this.#perSecond) * 1000);
    this.#tokens -= 1;
    return 0;
  }
}
