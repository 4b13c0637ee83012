import type { Interrupts } from './interrupts.ts';

/** A signal came before there was anything to pause. */
export class Interrupted extends Error {
  constructor() {
    super('Stopped before anything was changed.');
    this.name = 'Interrupted';
  }
}

/**
 * Waits for `task` unless a signal comes first.
 *
 * @throws Interrupted; `task` itself goes on until its owner is closed.
 */
export async function unlessInterrupted<T>(interrupts: Interrupts, task: Promise<T>): Promise<T> {
  const first = await Promise.race([task.then((value) => ({ value })), interrupts.first]);
  if (first === 'interrupted') throw new Interrupted();
  return first.value;
}
