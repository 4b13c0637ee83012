import { mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';

/** Where the paths come from that the app has not set itself. */
export interface PathSources {
  appName(): string;
  /** `--user-data-dir`. */
  userDataSwitch(): string | undefined;
}

/** `app.getPath` and `app.setPath`. */
export class AppPaths {
  readonly #chosen = new Map<string, string>();
  readonly #sources: PathSources;

  constructor(sources: PathSources) {
    this.#sources = sources;
  }

  set(name: string, directory: string): void {
    if (!path.isAbsolute(directory)) throw new Error('Path must be absolute');
    mkdirSync(directory, { recursive: true });
    this.#chosen.set(name, directory);
  }

  get(name: string): string {
    const chosen = this.#chosen.get(name);
    if (chosen !== undefined) return chosen;
    switch (name) {
      case 'home':
        return homedir();
      case 'appData':
        return process.env['XDG_CONFIG_HOME'] ?? path.join(homedir(), '.config');
      case 'userData':
        return this.#userData();
      case 'exe':
        return process.execPath;
      case 'logs':
        return path.join(this.get('userData'), 'logs');
      default:
        throw new Error(`electron-host: app.getPath('${name}') is not implemented`);
    }
  }

  #userData(): string {
    const directory =
      this.#sources.userDataSwitch() ?? path.join(this.get('appData'), this.#sources.appName());
    mkdirSync(directory, { recursive: true });
    return directory;
  }
}
