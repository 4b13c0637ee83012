import { journal } from '../journal.ts';
import { HostEmitter, type PartOf } from '../strict.ts';
import type { HostMenu } from './menu.ts';

/** The part of `app` that speaks to the desktop: noted, and answered from the notes. */
export abstract class AppIntegration
  extends HostEmitter<Electron.App>
  implements PartOf<Electron.App, 'applicationMenu'>
{
  #loginItem: Electron.Settings = {};
  readonly #protocols = new Set<string>();
  badgeCount = 0;
  applicationMenu: HostMenu | null = null;
  /** macOS only, and therefore absent. */
  readonly dock = undefined;

  constructor() {
    super('app');
  }

  setLoginItemSettings(settings: Electron.Settings): void {
    this.#loginItem = settings;
    journal.note({ kind: 'app', call: 'setLoginItemSettings', detail: settings });
  }

  getLoginItemSettings(): Electron.LoginItemSettings {
    const openAtLogin = this.#loginItem.openAtLogin ?? false;
    return {
      openAtLogin,
      wasOpenedAtLogin: false,
      status: openAtLogin ? 'enabled' : 'not-registered',
      executableWillLaunchAtLogin: openAtLogin,
      launchItems: [],
    };
  }

  setAsDefaultProtocolClient(protocol: string): boolean {
    this.#protocols.add(protocol);
    journal.note({ kind: 'app', call: 'setAsDefaultProtocolClient', detail: protocol });
    return true;
  }

  removeAsDefaultProtocolClient(protocol: string): boolean {
    return this.#protocols.delete(protocol);
  }

  isDefaultProtocolClient(protocol: string): boolean {
    return this.#protocols.has(protocol);
  }

  setBadgeCount(count = 0): boolean {
    this.badgeCount = count;
    return true;
  }

  getBadgeCount(): number {
    return this.badgeCount;
  }

  setAppUserModelId(id: string): void {
    journal.note({ kind: 'app', call: 'setAppUserModelId', detail: id });
  }

  setDesktopName(name: string): void {
    journal.note({ kind: 'app', call: 'setDesktopName', detail: name });
  }

  setAboutPanelOptions(options: Electron.AboutPanelOptionsOptions): void {
    journal.note({ kind: 'app', call: 'setAboutPanelOptions', detail: options });
  }

  showAboutPanel(): void {
    journal.note({ kind: 'app', call: 'showAboutPanel', detail: null });
  }

  addRecentDocument(path: string): void {
    journal.note({ kind: 'app', call: 'addRecentDocument', detail: path });
  }

  clearRecentDocuments(): void {
    journal.note({ kind: 'app', call: 'clearRecentDocuments', detail: null });
  }

  relaunch(options: Electron.RelaunchOptions = {}): void {
    journal.note({ kind: 'app', call: 'relaunch', detail: options });
  }

  focus(): void {
    journal.note({ kind: 'app', call: 'focus', detail: null });
  }

  /** The host's pages are sandboxed and painted in software as it is. */
  enableSandbox(): void {
    journal.note({ kind: 'app', call: 'enableSandbox', detail: null });
  }

  disableHardwareAcceleration(): void {
    journal.note({ kind: 'app', call: 'disableHardwareAcceleration', detail: null });
  }

  isHardwareAccelerationEnabled(): boolean {
    return false;
  }
}
