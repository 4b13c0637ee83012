import { mkdirSync, mkdtempSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { browserIfRunning, runningBrowser, startBrowser } from '../../chromium/browser.ts';
import { languagesOf } from '../../command-line.ts';
import { createEvent } from '../../host-event.ts';
import { appEntry, commandLine, isPackaged } from '../../launch-info.ts';
import { HostEmitter, strict, type PartOf } from '../../strict.ts';
import { openWindows } from '../window/open-windows.ts';
import { acquireLock } from './single-instance.ts';

const switches = new Map(commandLine.switches);

/** Electron's `app`. Nothing that it tells the desktop leaves this process. */
export class HostApp extends HostEmitter<Electron.App> implements PartOf<Electron.App> {
  /** macOS only, and therefore absent. */
  readonly dock = undefined;
  readonly isPackaged = isPackaged;
  readonly commandLine = strict<Electron.CommandLine>('commandLine', {
    // Playwright's loader calls it.
    appendSwitch: (name, value = '') => void switches.set(name, value),
    getSwitchValue: (name) => switches.get(name) ?? '',
    hasSwitch: (name) => switches.has(name),
  });
  name = 'Electron';
  readonly #ready = Promise.withResolvers<void>();
  readonly #paths = new Map<string, string>();
  #isReady = false;
  #isQuitting = false;
  #isExiting = false;

  setName(name: string): void {
    this.name = name;
  }

  getVersion(): string {
    return appEntry.version;
  }

  getAppPath(): string {
    return appEntry.directory;
  }

  getPath(name: string): string {
    switch (name) {
      case 'userData': {
        const given = this.#paths.get(name) ?? switches.get('user-data-dir');
        const directory = given ?? path.join(this.getPath('appData'), this.name);
        mkdirSync(directory, { recursive: true });
        return directory;
      }
      case 'appData':
        return process.env['XDG_CONFIG_HOME'] ?? path.join(homedir(), '.config');
      default:
        throw new Error(`electron-host: app.getPath('${name}') is not implemented`);
    }
  }

  setPath(name: string, directory: string): void {
    if (!path.isAbsolute(directory)) throw new Error('Path must be absolute');
    this.#paths.set(name, directory);
  }

  getPreferredSystemLanguages(): string[] {
    return languagesOf(process.env);
  }

  setDesktopName(): void {
    // Nothing groups windows here.
  }

  setAboutPanelOptions(): void {
    // There is no menu that shows it.
  }

  focus(): void {
    // macOS only.
  }

  isReady(): boolean {
    return this.#isReady;
  }

  whenReady(): Promise<void> {
    return this.#ready.promise;
  }

  requestSingleInstanceLock(): boolean {
    const start = { arguments: process.argv, directory: process.cwd() };
    return acquireLock(this.getPath('userData'), start, (second) => {
      void this.whenReady().then(() => {
        const details = [second.arguments, second.directory];
        this.announce('second-instance', createEvent({}), ...details);
      });
    });
  }

  /** `before-quit`, then every window's `close`; each of them may prevent it. */
  quit(): void {
    if (this.#isQuitting) return;
    this.#isQuitting = true;
    void this.#mayQuit().then((may) => {
      this.#isQuitting = may;
      if (may) this.exit();
    });
  }

  /** Ends without asking the windows. Chromium closes in order, for it writes its profile then. */
  exit(exitCode = 0): void {
    if (this.#isExiting) return;
    this.#isExiting = true;
    this.#isQuitting = true;
    this.announce('quit', createEvent({}), exitCode);
    const browser = browserIfRunning();
    if (!browser) process.exit(exitCode);
    void browser.disconnected.then(() => process.exit(exitCode));
    browser.browser.post('Browser.close');
    setTimeout(() => process.exit(exitCode), 3000);
  }

  /** The app stays when a listener does not quit. */
  static windowClosed(app: HostApp): void {
    if (app.#isQuitting || openWindows.all().length > 0) return;
    if (!app.announce('window-all-closed')) app.quit();
  }

  /** Starts Chromium in the userData that the app has chosen by now, then emits `ready`. */
  static async start(app: HostApp): Promise<void> {
    await startBrowser({
      // Of this start only: the Chromium of a killed app may still hold its own.
      profile: mkdtempSync(path.join(app.getPath('userData'), 'host-chromium-')),
      debuggingPort: switches.get('remote-debugging-port'),
      language: languagesOf(process.env)[0] ?? '',
    });
    void runningBrowser().disconnected.then(() => {
      if (app.#isExiting) return;
      process.stderr.write('electron-host: Chromium is gone\n');
      process.exit(86);
    });
    app.#isReady = true;
    app.#ready.resolve();
    app.announce('ready', createEvent({}), {});
  }

  async #mayQuit(): Promise<boolean> {
    const before = createEvent({});
    this.announce('before-quit', before);
    if (before.defaultPrevented) return false;
    return openWindows.closeAll();
  }
}

/** Electron's `app`. */
export const app = new HostApp('app');
