/*
 * Behaves as the `electron` executable does for `electron [-r module] [switches] <app> [arguments]`.
 * Started by dist/electron through run-app.ts.
 */
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { app, HostApp } from './api/app/app.ts';
import { complain } from './complain.ts';
import './electron.ts';
import { appEntry, commandLine } from './launch-info.ts';
import { dressProcess, replaceElectronModule } from './module-hooks.ts';

replaceElectronModule();
dressProcess();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    app.quit();
  });
}

const require = createRequire(import.meta.url);
for (const preload of commandLine.preloads) require(path.resolve(preload));

// As in Electron, `ready` waits for the entry module, which may still set userData and schemes.
await import(pathToFileURL(appEntry.main).href);
HostApp.start(app).catch((error: unknown) => {
  complain('electron-host could not start.', error);
  process.exit(87);
});
