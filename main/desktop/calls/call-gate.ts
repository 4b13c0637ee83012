import type { CallDefinition, Envelope, Schema } from '../../../shared/ipc/define.ts';
import { gate, refusedCall } from '../../../shared/ipc/gate.ts';

/** The origin of a message, as far as the gate needs it. */
export interface CallSender {
  /** URL of the frame; empty when the frame is gone. */
  readonly url: string;
  readonly isTopFrame: boolean;
  /** Whether the frame belongs to a window of Ferry. */
  readonly isOwnWindow: boolean;
}

/** The page's origin. Scheme and host must be equal; a common beginning is not enough. */
export const appOrigin = 'app://ferry';

/** Only the top frame of Ferry's own window, showing Ferry's own page, may call. */
export function isTrusted(sender: CallSender): boolean {
  if (!sender.isTopFrame || !sender.isOwnWindow || !URL.canParse(sender.url)) return false;
  const { protocol, host } = new URL(sender.url);
  return `${protocol}//${host}` === appOrigin;
}

/**
 * Admits one call. The gate checks the sender first, then rate, size and schema
 * (`shared/ipc/gate.ts`), before the handler receives anything.
 */
export function gateCall(
  definition: CallDefinition<Schema, unknown>,
  handler: (input: unknown) => Promise<unknown>,
  monotonic: () => number,
): (sender: CallSender, input: unknown) => Promise<Envelope<unknown>> {
  const gated = gate(definition, handler, monotonic);
  const stranger = refusedCall('The sender is not the window of this app.').record;
  return async (sender, input) =>
    isTrusted(sender) ? await gated(input) : { ok: false, error: stranger };
}
