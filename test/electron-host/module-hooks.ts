import { createRequire, registerHooks } from 'node:module';
import { browserVersion } from './chromium/browser.ts';
import { isPackaged, launchArguments, resourcesPath, shimExecutable } from './launch-info.ts';

const electronUrl = new URL('./electron.ts', import.meta.url).href;
const electronNames = ['electron', 'electron/main', 'electron/common'];

/** Answers `require('electron')` and `import ... from 'electron'` with the host. */
export function replaceElectronModule(): void {
  registerHooks({
    resolve(specifier, context, next) {
      if (electronNames.includes(specifier)) return { url: electronUrl, shortCircuit: true };
      return next(specifier === 'original-fs' ? 'node:fs' : specifier, context);
    },
  });
}

/** Makes `process` look as it does in Electron's main process. */
export function dressProcess(): void {
  const { version } = createRequire(import.meta.url)('electron/package.json') as {
    version: string;
  };
  Object.defineProperties(process.versions, {
    electron: { value: version, enumerable: true },
    chrome: { get: browserVersion, enumerable: true },
  });
  Object.assign(process, {
    type: 'browser',
    defaultApp: isPackaged ? undefined : true,
    resourcesPath,
    execPath: shimExecutable,
  });
  process.argv.splice(0, process.argv.length, shimExecutable, ...launchArguments);
  // Otherwise every worker thread would open an inspector of its own.
  process.execArgv.length = 0;
}
