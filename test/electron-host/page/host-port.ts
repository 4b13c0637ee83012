import type { WireValue } from '../wire/wire.ts';

/** A call of `ipcRenderer.invoke`. */
export interface Invocation {
  readonly kind: 'invoke';
  readonly id: number;
  readonly channel: string;
  readonly values: WireValue;
}

/** From the preload to the main process, one JSON text each. */
export type MessageToMain =
  Invocation | { readonly kind: 'preload-error'; readonly message: string };

/** From the main process to the preload, one JSON text each. */
export type MessageToPage =
  | { readonly kind: 'message'; readonly channel: string; readonly values: WireValue }
  | { readonly kind: 'reply'; readonly id: number; readonly value: WireValue }
  | { readonly kind: 'failure'; readonly id: number; readonly error: string };

/** A question that the page stops for until the main process has answered. */
export type Question = 'getPathsForFiles' | 'mayOpenWindow';

/** How the isolated world reaches the main process. */
export interface HostPort {
  send(message: MessageToMain): void;
  /** Stops the page until the answer is there. Files travel by reference, all else as JSON. */
  ask(question: Question, detail: unknown): string;
  encode(value: unknown): WireValue;
  decode(value: WireValue): unknown;
}
