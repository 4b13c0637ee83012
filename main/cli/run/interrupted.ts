import type { Interrupts } from './interrupts.ts';

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
