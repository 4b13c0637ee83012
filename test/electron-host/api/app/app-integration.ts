import { HostEmitter, type PartOf } from '../../strict.ts';
import type { HostMenu } from '../system/menu.ts';

/** The part of `app` that speaks to the desktop. Nothing of it leaves this process. */
export abstract class AppIntegration
  extends HostEmitter<Electron.App>
  implements PartOf<Electron.App, 'applicationMenu'>
{
  #opensAtLogin = false;
  applicationMenu: HostMenu | null = null;
  /** macOS only, and therefore absent. */
  readonly dock = undefined;

  constructor() {
    super('app');
  }

  setLoginItemSettings({ openAtLogin = false }: Electron.Settings): void {
    this.#opensAtLogin = openAtLogin;
  }

  getLoginItemSettings(): Electron.LoginItemSettings {
    const openAtLogin = this.#opensAtLogin;
    return {
      openAtLogin,
      wasOpenedAtLogin: false,
      status: openAtLogin ? 'enabled' : 'not-registered',
      executableWillLaunchAtLogin: openAtLogin,
      launchItems: [],
    };
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
}
