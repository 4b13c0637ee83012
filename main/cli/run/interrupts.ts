import { exitCodes } from '../report/exit-codes.ts';
import type { World } from './world.ts';

/** The first signal asks for an orderly stop; the second signal ends the process at once. */
export interface Interrupts {
  /** Aborted by the first signal. */
  readonly signal: AbortSignal;
  /** Resolves with the first signal. */
  readonly first: Promise<'interrupted'>;
  /** Called before the second signal ends the process, to restore the terminal. */
  beforeExit: () => void;
  dispose(): void;
}

/** Starts to listen for SIGINT, SIGTERM and SIGHUP. */
export function watchInterrupts(world: World): Interrupts {
  const controller = new AbortController();
  const { promise, resolve } = Promise.withResolvers<'interrupted'>();
  const interrupts: Interrupts = {
    signal: controller.signal,
    first: promise,
    beforeExit: () => undefined,
    dispose: world.onInterrupt(() => {
      if (controller.signal.aborted) {
        interrupts.beforeExit();
        world.exit(exitCodes.interrupted);
      }
      controller.abort();
      resolve('interrupted');
    }),
  };
  return interrupts;
}

/** A signal arrived before the run had any work to pause. */
export class Interrupted extends Error {
  constructor() {
    super('Stopped before anything was changed.');
    this.name = 'Interrupted';
  }
}

/**
 * Waits for `task` unless a signal comes first.
 *
 * @throws Interrupted; `task` itself continues until its owner closes.
 */
export async function unlessInterrupted<T>(interrupts: Interrupts, task: Promise<T>): Promise<T> {
  const first = await Promise.race([task.then((value) => ({ value })), interrupts.first]);
  if (first === 'interrupted') throw new Interrupted();
  return first.value;
}
