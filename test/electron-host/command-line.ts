import { readFileSync } from 'node:fs';
import path from 'node:path';

/** What `electron [-r module]... [--switch[=value]]... [app] [arguments]...` asks for. */
export interface CommandLine {
  /** Modules to require before the app's own main module. */
  readonly preloads: readonly string[];
  /** Chromium's switches, without the dashes. A switch without a value has ''. */
  readonly switches: ReadonlyMap<string, string>;
  /** The app's folder as typed; undefined when none was given. */
  readonly app: string | undefined;
}

/** The app to run. */
export interface AppEntry {
  readonly directory: string;
  /** The path of its main module. */
  readonly main: string;
  readonly version: string;
}

/** Reads the arguments after the executable. Switches after the app are Chromium's as well. */
export function parseCommandLine(values: readonly string[]): CommandLine {
  const preloads: string[] = [];
  const switches = new Map<string, string>();
  let app: string | undefined;
  for (let index = 0; index < values.length; index++) {
    const value = values[index] ?? '';
    const named = /^--([^=]+)=?(.*)$/s.exec(value);
    if (app === undefined && (value === '-r' || value === '--require')) {
      preloads.push(values[++index] ?? '');
    } else if (named) {
      switches.set(named[1] ?? '', named[2] ?? '');
    } else if (!value.startsWith('-')) {
      app ??= value;
    }
  }
  return { preloads, switches, app };
}

/** What Electron would start for a folder with a package.json. */
export function findApp(app: string): AppEntry {
  const directory = path.resolve(app);
  const manifest = readFileSync(path.join(directory, 'package.json'), 'utf8');
  const { main, version } = JSON.parse(manifest) as Readonly<Record<'main' | 'version', string>>;
  return { directory, main: path.join(directory, main), version };
}

/** The user's languages, best first, as Chromium writes them; English when none is named. */
export function languagesOf(environment: NodeJS.ProcessEnv): string[] {
  const { LANGUAGE = '', LC_ALL = '', LC_MESSAGES = '', LANG = '' } = environment;
  const languages = [...LANGUAGE.split(':'), LC_ALL, LC_MESSAGES, LANG].flatMap((name) => {
    // In POSIX: "zh_CN.UTF-8".
    const language = /^[a-z]{2,3}(_[A-Za-z]+)?/.exec(name)?.[0].replace('_', '-');
    return language ?? [];
  });
  return languages.length > 0 ? [...new Set(languages)] : ['en-US'];
}
