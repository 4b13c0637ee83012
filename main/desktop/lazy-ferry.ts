import type { Ferry } from './ferry.ts';
import type { OpenedQueue } from './opened-queue.ts';

/** The queue that opens when it is told to, after the window's first frame. */
export interface LazyFerry extends Ferry {
  /** Begins to open it, once. */
  open(): void;
  /** Closes what was opened, or what is still being opened. */
  close(): Promise<void>;
}

export function createLazyFerry(openQueue: () => Promise<OpenedQueue>): LazyFerry {
  const opening = Promise.withResolvers<OpenedQueue>();
  let begun = false;
  // Everybody who asks is told; that nobody asks is no unhandled failure.
  opening.promise.catch(() => undefined);
  return {
    ready: opening.promise,
    open() {
      if (begun) return;
      begun = true;
      openQueue().then(opening.resolve, opening.reject);
    },
    async close() {
      if (!begun) return;
      const queue = await opening.promise.catch(() => undefined);
      await queue?.close();
    },
  };
}
