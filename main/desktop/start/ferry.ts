import type { Engine } from '../../engine/api.ts';
import type { OpenedQueue } from './opened-queue.ts';

/**
 * The engine as the desktop reaches it: it opens while the window is already there, so everything
 * that needs it waits for `ready`.
 */
export interface DesktopFerry {
  /** Rejects with TransferError when the database cannot be used. */
  readonly ready: Promise<OpenedQueue>;
}

/** The engine once it runs. */
export async function engineOf(ferry: DesktopFerry): Promise<Engine> {
  return (await ferry.ready).engine;
}
