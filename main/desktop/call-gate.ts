import { TransferError, toErrorRecord } from '../../shared/errors.ts';
import type { CallDefinition, Envelope, Schema } from '../../shared/ipc/define.ts';
import { checkInput } from '../../shared/ipc/check-input.ts';

/** Where a message came from, as far as it matters. */
export interface CallSender {
  /** URL of the frame; empty when the frame is gone. */
  readonly url: string;
  readonly isTopFrame: boolean;
  /** Whether it is a window of ours. */
  readonly isOwnWindow: boolean;
}

/** The page's origin. Scheme and host must be equal, not only begin alike. */
export const appOrigin = 'app://ferry';

/** Only the top frame of our own window, showing our own page, may call. */
export function isTrusted(sender: CallSender): boolean {
  if (!sender.isTopFrame || !sender.isOwnWindow || !URL.canParse(sender.url)) return false;
  const { protocol, host } = new URL(sender.url);
  return `${protocol}//${host}` === appOrigin;
}

/** Lets so many calls a second through, with a burst of one second's worth. */
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

  /** @returns 0 when the call may pass, else the milliseconds until one may */
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

/**
 * One call's way in: sender, rate, size and schema are checked before the handler sees anything,
 * and whatever it throws leaves as a code, never as a stack.
 */
export function gateCall(
  definition: CallDefinition<Schema, unknown>,
  handler: (input: unknown) => Promise<unknown>,
  monotonic: () => number,
): (sender: CallSender, input: unknown) => Promise<Envelope<unknown>> {
  const limit = new RateLimit(definition.callsPerSecond, monotonic);
  return async (sender, input) => {
    try {
      if (!isTrusted(sender)) throw strange();
      const retryAfter = limit.take();
      if (retryAfter > 0) throw tooMany(retryAfter);
      return { ok: true, value: await handler(checkInput(definition, input)) };
    } catch (thrown) {
      return { ok: false, error: toErrorRecord(thrown) };
    }
  };
}

function strange(): TransferError {
  const detail = 'The sender is not the window of this app.';
  return new TransferError({ code: 'call-refused', detail });
}

function tooMany(retryAfter: number): TransferError {
  return new TransferError({ code: 'too-many-calls', detail: 'Too many calls.', retryAfter });
}
