import { app, dialog, session } from 'electron';
import { appFolders } from './desktop/app-folders.ts';
import { takeIdentity } from './desktop/app-identity.ts';
import { registerAppScheme } from './desktop/app-protocol.ts';
import type { OpenedQueue } from './desktop/opened-queue.ts';
import { readStartArguments, type StartArguments } from './desktop/start-arguments.ts';
import { type QueuePorts, startDesktop } from './desktop/start-desktop.ts';

// ali-oss would print requests with their headers.
delete process.env['DEBUG'];

const firstStart = readStartArguments(process.argv, !app.isPackaged, process.cwd());
takeIdentity(app, process.platform);
registerAppScheme();
if (app.requestSingleInstanceLock()) begin();
else app.quit();

/** Everything that may reach the app before it is ready waits until it is. */
function begin(): void {
  const started = app.whenReady().then(() => {
    const folders = appFolders(app.getPath('userData'));
    return startDesktop({ folders, hidden: firstStart.hidden, openQueue });
  });
  started.catch((error: unknown) => {
    dialog.showErrorBox('Ferry cannot start', error instanceof Error ? error.message : '');
    app.exit(1);
  });
  const take = (given: StartArguments): void => {
    // What cannot be added is told in the window, by the calls that the page makes.
    started.then((arrivals) => arrivals.take(given)).catch(() => undefined);
  };
  take(firstStart);
  app.on('second-instance', (_event, argv, directory) => {
    take(readStartArguments(argv, !app.isPackaged, directory));
  });
  app.on('open-file', (event, path) => {
    event.preventDefault();
    take({ paths: [path], links: [], hidden: false });
  });
  app.on('open-url', (event, link) => {
    event.preventDefault();
    take({ paths: [], links: [link], hidden: false });
  });
  app.on('activate', () => {
    take({ paths: [], links: [], hidden: false });
  });
  // The app lives in the tray.
  app.on('window-all-closed', () => undefined);
  if (app.isPackaged) app.setAsDefaultProtocolClient('ferry');
}

/** The engine and what it needs are loaded when the window's page stands. */
async function openQueue(ports: QueuePorts): Promise<OpenedQueue> {
  const queue = await import('./app/open-queue.ts');
  return await queue.openQueue({
    ...appFolders(app.getPath('userData')),
    ...ports,
    environment: process.env,
    systemProxyFor: (url) => session.defaultSession.resolveProxy(url),
  });
}
