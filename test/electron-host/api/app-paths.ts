import { mkdirSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import path from 'node:path';

/** Where the paths come from that the app has not set itself. */
export interface PathSources {
  appName(): string;
  /** `--user-data-dir`. */
  userDataSwitch(): string | undefined;
}

const inHome = ['desktop', 'documents', 'downloads', 'music', 'pictures', 'videos'];

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
    if (inHome.includes(name)) {
      return path.join(homedir(), name.charAt(0).toUpperCase() + name.slice(1));
    }
    switch (name) {
      case 'home':
        return homedir();
      case 'appData':
        return process.env['XDG_CONFIG_HOME'] ?? path.join(homedir(), '.config');
      case 'userData':
        return this.#userData();
      case 'sessionData':
        return this.get('userData');
      case 'temp':
        return tmpdir();
      case 'exe':
        return process.execPath;
      case 'logs':
        return path.join(this.get('userData'), 'logs');
      case 'crashDumps':
        return path.join(this.get('userData'), 'Crashpad');
      default:
        throw new Error(`Failed to get '${name}' path`);
    }
  }

  #userData(): string {
    const directory =
      this.#sources.userDataSwitch() ?? path.join(this.get('appData'), this.#sources.appName());
    mkdirSync(directory, { recursive: true });
    return directory;
  }
}
