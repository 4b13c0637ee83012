import type { App, PowerMonitor } from 'electron';

/** A quit that takes longer is ended: everything that counts is on disk at any moment. */
const patience = 2000;

/** How the app ends. */
export interface Quitting {
  /** Whether it has begun: then a window that is closed is closed. */
  readonly begun: () => boolean;
  /** Says that it will begin soon. */
  readonly expect: () => void;
}

/** Of the system, what ends an app. */
export interface EndingSystem {
  readonly app: Pick<App, 'exit' | 'on' | 'quit'>;
  readonly powerMonitor: Pick<PowerMonitor, 'on'>;
  readonly process: Pick<NodeJS.Process, 'on'>;
}

/**
 * Lets uploads stop between two writes instead of in one, for two seconds at most.
 *
 * @param close stops what runs; what it rejects with changes nothing
 */
export function quitCleanly(
  close: () => Promise<void>,
  { app, powerMonitor, process }: EndingSystem,
): Quitting {
  let begun = false;
  let expected = false;

  async function end(): Promise<void> {
    const limit = new Promise<void>((resolve) => setTimeout(resolve, patience));
    await Promise.race([close().catch(() => undefined), limit]);
    app.exit(0);
  }

  app.on('before-quit', (event) => {
    event.preventDefault();
    if (begun) return;
    begun = true;
    void end();
  });
  // Linux and macOS wait a little for whoever asks them to. Electron's types leave the event out.
  powerMonitor.on('shutdown', (event?: { preventDefault(): void }) => {
    event?.preventDefault();
    app.quit();
  });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      app.quit();
    });
  }
  return {
    begun: () => begun || expected,
    expect() {
      expected = true;
    },
  };
}
