import { app, type BrowserWindow, dialog } from 'electron';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { arch, release } from 'node:os';
import { toErrorRecord } from '../../../shared/errors.ts';
import type { DesktopFerry } from '../start/ferry.ts';
import type { PreferencesFile } from '../start/preferences-file.ts';
import type { SecretBox } from '../security/sealed-file.ts';

interface DiagnosticsOptions {
  readonly ferry: DesktopFerry;
  readonly preferences: PreferencesFile;
  readonly box: SecretBox;
  readonly logFile: string;
  readonly databaseFile: string;
  readonly ownWindow: () => BrowserWindow | undefined;
}

const lastLines = 1000;

/**
 * Asks for a file and writes the facts for support into it. The file holds no keys: the log has
 * typed fields only. Destinations, accounts and the proxy appear only by their kind.
 *
 * @returns false when the user cancelled the dialog
 */
export async function exportDiagnostics(options: DiagnosticsOptions): Promise<boolean> {
  const own = options.ownWindow();
  const name = { defaultPath: 'ferry-diagnostics.json' };
  const chosen = await (own === undefined
    ? dialog.showSaveDialog(name)
    : dialog.showSaveDialog(own, name));
  if (chosen.canceled || chosen.filePath === '') return false;
  const text = JSON.stringify(await collect(options), undefined, 2);
  await writeFile(chosen.filePath, `${text}\n`);
  return true;
}

async function collect(options: DiagnosticsOptions): Promise<object> {
  const { destinations, currentDestination: _current, ...rest } = options.preferences.current();
  return {
    versions: { ferry: app.getVersion(), ...process.versions },
    system: { platform: process.platform, release: release(), arch: arch() },
    secretStorage: await options.box.storage(),
    preferences: { ...rest, destinations: destinations.length },
    engine: await engineState(options).catch((thrown: unknown) => ({
      error: toErrorRecord(thrown),
    })),
    queue: await queueFacts(options).catch((thrown: unknown) => ({ error: toErrorRecord(thrown) })),
    log: await lastLogLines(options.logFile),
  };
}

async function engineState({ ferry }: DiagnosticsOptions): Promise<object> {
  const { engine } = await ferry.ready;
  return (await engine.snapshot()).engine;
}

async function queueFacts({ ferry, databaseFile }: DiagnosticsOptions): Promise<object> {
  const { engine } = await ferry.ready;
  const bytesOf = (path: string) =>
    stat(path).then(
      ({ size }) => size,
      () => 0,
    );
  const { proxy, ...settings } = engine.settings();
  return {
    settings: { ...settings, proxy: proxy.mode },
    counters: await engine.queries.counters(),
    failures: (await engine.queries.failures()).map(({ code, files }) => ({ code, files })),
    accounts: (await engine.accounts()).map(({ addressing, region }) => ({ addressing, region })),
    databaseBytes: await bytesOf(databaseFile),
    walBytes: await bytesOf(`${databaseFile}-wal`),
  };
}

async function lastLogLines(path: string): Promise<readonly unknown[]> {
  const text = await readFile(path, 'utf8').catch(() => '');
  return text
    .split('\n')
    .filter((line) => line !== '')
    .slice(-lastLines)
    .map((line) => {
      try {
        return JSON.parse(line) as unknown;
      } catch {
        // A power loss can cut off the last line.
        return line;
      }
    });
}
