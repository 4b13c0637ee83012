import { app, dialog, session } from 'electron';
import { appFolders, claimLinks, takeIdentity } from './desktop/start/app-identity.ts';
import { registerAppScheme } from './desktop/window/app-page.ts';
import { gatherFiles, listenToSystem, readStartArguments } from './desktop/system/system-events.ts';
import { isHiddenStart, type LoginSystem } from './desktop/system/login-item.ts';
import type { OpenedQueue } from './opened-queue.ts';
import { type QueuePorts, startDesktop } from './desktop/start/start-desktop.ts';

// With DEBUG set, ali-oss would print requests with their headers.
delete process.env['DEBUG'];

const firstStart = readStartArguments(process.argv, !app.isPackaged, process.cwd());
const loginSystem: LoginSystem = {
  app,
  platform: process.platform,
  environment: process.env,
  program: process.execPath,
};
takeIdentity(app, process.platform);
registerAppScheme();
if (app.requestSingleInstanceLock()) begin();
else app.quit();

/** Delays all events that arrive before the app is ready until it is ready. */
function begin(): void {
  const started = app.whenReady().then(() => {
    const folders = appFolders(app.getPath('userData'));
    const hidden = isHiddenStart(firstStart.hidden, loginSystem);
    return { hidden, arrivals: startDesktop({ folders, hidden, loginSystem, openQueue }) };
  });
  started.catch((error: unknown) => {
    dialog.showErrorBox('Ferry cannot start', error instanceof Error ? error.message : '');
    app.exit(1);
  });
  const take = gatherFiles((given) => {
    // The calls of the page report errors in the window.
    started.then(({ arrivals }) => arrivals.take(given)).catch(() => undefined);
  });
  started.then(
    ({ hidden }) => {
      take({ ...firstStart, hidden });
      claimLinks(app, process.platform);
    },
    () => undefined,
  );
  listenToSystem({ app, take });
}

/** Loads the engine and its dependencies after the page of the window has loaded. */
async function openQueue(ports: QueuePorts): Promise<OpenedQueue> {
  const queue = await import('./app/open-queue.ts');
  return await queue.openQueue({
    ...appFolders(app.getPath('userData')),
    ...ports,
    version: app.getVersion(),
    environment: process.env,
    systemProxyFor: (url) => session.defaultSession.resolveProxy(url),
  });
}
