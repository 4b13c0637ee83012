/*
 * Behaves as the `electron` executable does for `electron [-r module] [switches] <app> [arguments]`.
 * Started by dist/electron through run-app.ts.
 */
import { createRequire, registerHooks } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { app, HostApp } from './api/app/app.ts';
import { browserVersion } from './chromium/browser.ts';
import { complain } from './complain.ts';
import './electron.ts';
import {
  appEntry,
  commandLine,
  launchArguments,
  resourcesPath,
  shimExecutable,
} from './launch-info.ts';

const require = createRequire(import.meta.url);
const electronUrl = new URL('./electron.ts', import.meta.url).href;

// Answers `require('electron')` and `import ... from 'electron'` with the host.
registerHooks({
  resolve: (specifier, context, next) =>
    specifier === 'electron' ? { url: electronUrl, shortCircuit: true } : next(specifier, context),
});

// Makes `process` look as it does in Electron's main process.
const { version } = require('electron/package.json') as { version: string };
Object.defineProperties(process.versions, {
  electron: { value: version, enumerable: true },
  chrome: { get: browserVersion, enumerable: true },
});
Object.assign(process, { resourcesPath, execPath: shimExecutable });
process.argv.splice(0, process.argv.length, shimExecutable, ...launchArguments);
// Otherwise every worker thread would open an inspector of its own.
process.execArgv.length = 0;

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    app.quit();
  });
}

for (const preload of commandLine.preloads) require(path.resolve(preload));

// As in Electron, `ready` waits for the entry module, which may still set userData and schemes.
await import(pathToFileURL(appEntry.main).href);
HostApp.start(app).catch((error: unknown) => {
  complain('electron-host could not start.', error);
  process.exit(87);
});
