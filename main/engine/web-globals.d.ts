/**
 * The web globals that the engine may use. The layer compiles without DOM and without Node types,
 * so that it reaches timers, files and sockets only through its ports. Cancellation is the
 * exception.
 *
 * https://dom.spec.whatwg.org/#aborting-ongoing-activities
 */
interface AbortSignal {
  readonly aborted: boolean;
  readonly reason: unknown;
  throwIfAborted(): void;
  addEventListener(type: 'abort', listener: () => void, options?: { once?: boolean }): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}

declare var AbortSignal: {
  any(signals: readonly AbortSignal[]): AbortSignal;
};

interface AbortController {
  readonly signal: AbortSignal;
  abort(reason?: unknown): void;
}

declare var AbortController: {
  new (): AbortController;
};
