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

/** Milliseconds. After this timeout the queue opens without a request from the page. */
const timeout = 5000;

/** Opens the queue on request, after the window's page has loaded. */
interface LazyFerry extends DesktopFerry {
  /**
   * Starts to open the queue, once. Loading its modules briefly keeps this thread from serving the
   * page's files and calls.
   */
  open(): void;
  /** Opens the queue after a timeout, so that uploads do not depend on a page that never loads. */
  openInAnyCase(): void;
  /** Closes the queue, also one that is still opening. */
  close(): Promise<void>;
}

export function createLazyFerry(openQueue: () => Promise<OpenedQueue>): LazyFerry {
  const opening = Promise.withResolvers<OpenedQueue>();
  let begun = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  // Each caller receives the rejection; without a caller it must not count as unhandled.
  opening.promise.catch(() => undefined);

  function open(): void {
    if (begun) return;
    begun = true;
    clearTimeout(timer);
    openQueue().then(opening.resolve, opening.reject);
  }

  return {
    ready: opening.promise,
    open,
    openInAnyCase() {
      if (!begun) timer ??= setTimeout(open, timeout);
    },
    async close() {
      clearTimeout(timer);
      if (!begun) {
        // A later call must not open the queue again.
        begun = true;
        return;
      }
      const queue = await opening.promise.catch(() => undefined);
      await queue?.close();
    },
  };
}
