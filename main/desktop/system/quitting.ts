import type { App, PowerMonitor } from 'electron';

/** Milliseconds. After this timeout the app exits: all important state is on disk at any moment. */
const timeout = 2000;

/** The state of the app's quit. */
interface Quitting {
  /** Whether the quit has begun; then closing a window really closes it. */
  readonly begun: () => boolean;
  /** Announces that the quit will begin soon. */
  readonly expect: () => void;
}

/** The parts of the system that can end the app. */
export interface EndingSystem {
  readonly app: Pick<App, 'exit' | 'on' | 'quit'>;
  readonly powerMonitor: Pick<PowerMonitor, 'on'>;
  readonly process: Pick<NodeJS.Process, 'on'>;
}

/**
 * Delays the quit for at most two seconds, so that uploads stop between two writes instead of
 * within one.
 *
 * @param close stops running work; its rejection changes nothing
 */
export function quitCleanly(
  close: () => Promise<void>,
  { app, powerMonitor, process }: EndingSystem,
): Quitting {
  let begun = false;
  let expected = false;

  async function end(): Promise<void> {
    const limit = new Promise<void>((resolve) => setTimeout(resolve, timeout));
    await Promise.race([close().catch(() => undefined), limit]);
    app.exit(0);
  }

  app.on('before-quit', (event) => {
    event.preventDefault();
    if (begun) return;
    begun = true;
    void end();
  });
  // Linux and macOS delay the shutdown briefly for an app that prevents the event's default.
  // Electron's types omit the event.
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
