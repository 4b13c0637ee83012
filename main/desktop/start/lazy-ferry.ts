import type { DesktopFerry } from './ferry.ts';
import type { OpenedQueue } from './opened-queue.ts';

/** A page that has not asked for the queue by then may never do so. Milliseconds. */
const patience = 5000;

/** The queue that opens when it is told to, after the window's page has come up. */
export interface LazyFerry extends DesktopFerry {
  /**
   * Begins to open it, once. To load what it needs keeps this thread from serving the page's files
   * and answers for a moment.
   */
  open(): void;
  /** Begins in a while if nobody else does: uploads shall not wait for a page that does not come. */
  openInAnyCase(): void;
  /** Closes what was opened, or what is still being opened. */
  close(): Promise<void>;
}

export function createLazyFerry(openQueue: () => Promise<OpenedQueue>): LazyFerry {
  const opening = Promise.withResolvers<OpenedQueue>();
  let begun = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  // Everybody who asks is told; that nobody asks is no unhandled failure.
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
      if (!begun) timer ??= setTimeout(open, patience);
    },
    async close() {
      clearTimeout(timer);
      if (!begun) {
        // Whatever asks from now on comes too late.
        begun = true;
        return;
      }
      const queue = await opening.promise.catch(() => undefined);
      await queue?.close();
    },
  };
}
