import type { Engine } from '../../engine/api.ts';
import type { OpenedQueue } from '../../opened-queue.ts';

/**
 * The engine for the desktop. It opens after the window appears, so every caller that needs it
 * awaits `ready`.
 */
export interface DesktopFerry {
  /** Rejects with TransferError when the database cannot open. */
  readonly ready: Promise<OpenedQueue>;
}

/** Resolves with the engine when it runs. */
export async function engineOf(ferry: DesktopFerry): Promise<Engine> {
  return (await ferry.ready).engine;
}
