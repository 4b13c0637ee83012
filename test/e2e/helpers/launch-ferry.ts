import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { _electron, type ElectronApplication, type Page } from '@playwright/test';
import { chooseElectron } from '../../electron-host/choose-electron.ts';
import { hostRecord, isOnHost, type RemoteControl } from '../../electron-host/record.ts';

/** The project, whose package.json names the built app. */
export const appFolder = path.join(import.meta.dirname, '..', '..', '..');

/** For `expect.poll`: long enough for a busy machine, so that only a hang runs into it. */
export const pollOptions = { timeout: 60_000, interval: 50 };

/** The app that runs, and its window. */
export interface RunningFerry {
  readonly app: ElectronApplication;
  /** The first window. */
  readonly page: Page;
  /** Trays, notifications and the like; on real Electron every call throws. */
  readonly record: RemoteControl;
  readonly onHost: boolean;
  /** Quits as a person does, and waits until the process is gone. */
  close(): Promise<void>;
}

export interface LaunchOptions {
  /** One for each test; a second launch with the same is a restart. */
  readonly userData: string;
  readonly arguments?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
}

/** A folder of the test's own, and how to remove it. */
export function temporaryFolder(): { readonly path: string; remove(): void } {
  const folder = mkdtempSync(path.join(tmpdir(), 'ferry-e2e-'));
  return {
    path: folder,
    remove: () => {
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** Starts the built app without waiting for a window: there is none with `--hidden`. */
export async function startFerry(options: LaunchOptions): Promise<ElectronApplication> {
  chooseElectron();
  return await _electron.launch({
    args: [appFolder, `--user-data-dir=${options.userData}`, ...(options.arguments ?? [])],
    cwd: options.userData.startsWith('/') ? path.dirname(options.userData) : appFolder,
    env: { ...quietEnvironment(), ...options.environment },
    // The page's theme is the app's business.
    colorScheme: null,
  });
}

/** Starts the built app and waits until its first view stands. */
export async function launchFerry(options: LaunchOptions): Promise<RunningFerry> {
  const app = await startFerry(options);
  const page = await app.firstWindow();
  await page.locator('#app > *').first().waitFor();
  return {
    app,
    page,
    record: hostRecord(app),
    onHost: await isOnHost(app),
    close: () => app.close(),
  };
}

/** English, no proxy, and nothing that this computer's owner has set for other programs. */
function quietEnvironment(): Record<string, string> {
  const kept = Object.entries(process.env).filter(
    ([name, value]) => value !== undefined && !/proxy|^(DEBUG|OSS_.*|LANG.*|LC_.*)$/i.test(name),
  );
  return {
    ...(Object.fromEntries(kept) as Record<string, string>),
    LANG: 'en_US.UTF-8',
    // Chromium reads names of files by it; the one above need not be installed.
    LC_ALL: 'C.UTF-8',
  };
}
