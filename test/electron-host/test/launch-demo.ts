import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { _electron, type ElectronApplication, type Page } from '@playwright/test';
import { chooseElectron } from '../choose-electron.ts';
import { hostRecord, type RemoteControl } from '../record.ts';
import type { DemoWindow } from './demo-window.ts';

declare const window: DemoWindow;

/** A demo app that runs, its first window, and the means to end it. */
export interface RunningDemo {
  readonly app: ElectronApplication;
  readonly page: Page;
  readonly record: RemoteControl;
  close(): Promise<void>;
}

/** How to start a demo. */
export interface DemoOptions {
  /** The folder below test/electron-host: the CommonJS demo or the ES module one. */
  readonly name?: 'demo' | 'demo-esm';
  readonly userData: string;
  readonly arguments?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
}

/** For `expect.poll`: long enough for a busy machine, so that only a hang runs into it. */
export const patiently = { timeout: 30_000, interval: 25 };

/** The folder of a demo app. */
export function demoFolder(name: 'demo' | 'demo-esm' = 'demo'): string {
  return path.join(import.meta.dirname, '..', name);
}

/** A folder of the test's own, and how to remove it. */
export function temporaryFolder(): { readonly path: string; remove(): void } {
  const folder = mkdtempSync(path.join(tmpdir(), 'electron-host-'));
  return {
    path: folder,
    remove: () => {
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** Starts a demo as Playwright starts any Electron app, and waits for its page's own word. */
export async function launchDemo(options: DemoOptions): Promise<RunningDemo> {
  chooseElectron();
  const app = await _electron.launch({
    args: [
      demoFolder(options.name),
      `--user-data-dir=${options.userData}`,
      ...(options.arguments ?? []),
    ],
    env: { ...(process.env as Record<string, string>), ...options.environment },
    colorScheme: null,
  });
  const page = await app.firstWindow();
  // Polled by the clock of the page, because a hidden page draws no frames.
  await page.waitForFunction(() => window.isReady, null, { polling: 20 });
  return {
    app,
    page,
    record: hostRecord(app),
    close: () => app.close(),
  };
}
