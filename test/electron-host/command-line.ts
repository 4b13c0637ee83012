import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';

/** What `electron [-r module]... [--switch[=value]]... [app] [arguments]...` asks for. */
export interface CommandLine {
  /** Modules to require before the app's own main module. */
  readonly preloads: readonly string[];
  /** Chromium's switches, without the dashes. A switch without a value has ''. */
  readonly switches: ReadonlyMap<string, string>;
  /** The app's folder or script as typed; undefined when none was given. */
  readonly app: string | undefined;
}

/** The app to run: its folder, package.json and main module. */
export interface AppEntry {
  readonly directory: string;
  readonly main: string;
  readonly name: string;
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

function readPackage(directory: string): Partial<Record<string, unknown>> {
  try {
    return JSON.parse(readFileSync(path.join(directory, 'package.json'), 'utf8')) as object;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return {};
    throw error;
  }
}

const text = (value: unknown, otherwise: string): string =>
  typeof value === 'string' && value !== '' ? value : otherwise;

/** Finds what Electron would start for a folder with a package.json, or for a bare script. */
export function findApp(app: string): AppEntry {
  const appPath = path.resolve(app);
  const isDirectory = statSync(appPath).isDirectory();
  const directory = isDirectory ? appPath : path.dirname(appPath);
  const manifest = readPackage(directory);
  return {
    directory,
    main: isDirectory ? path.join(directory, text(manifest['main'], 'index.js')) : appPath,
    name: text(manifest['productName'], text(manifest['name'], 'Electron')),
    version: text(manifest['version'], '0.0.0'),
  };
}
