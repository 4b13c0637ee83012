/*
 * Runs inside the app, without Playwright: with Playwright attached, a renderer that was crashed
 * and reloaded often dies a second time. Prints one JSON line.
 */
import { app, BrowserWindow, type WebContents } from 'electron';

const once = (contents: WebContents, event: 'did-finish-load' | 'render-process-gone') =>
  new Promise<void>((resolve) => {
    contents.once(event as 'did-finish-load', resolve);
  });

async function loadedContents(): Promise<WebContents> {
  const [window] = BrowserWindow.getAllWindows();
  if (!window) {
    const { promise, resolve } = Promise.withResolvers<void>();
    app.once('browser-window-created', () => {
      resolve();
    });
    await promise;
    return loadedContents();
  }
  if (window.webContents.getURL() === '') await once(window.webContents, 'did-finish-load');
  return window.webContents;
}

async function drive(): Promise<void> {
  const contents = await loadedContents();
  const gone: string[] = [];
  app.on('render-process-gone', (_event, _contents, details) => gone.push(details.reason));
  const answers: unknown[] = [];
  const ask = async (): Promise<void> => {
    answers.push(await contents.executeJavaScript('window.api.echo(window.api.version)'));
  };
  const reload = async (): Promise<void> => {
    const loaded = once(contents, 'did-finish-load');
    contents.reload();
    await loaded;
  };
  await ask();
  const crashed = once(contents, 'render-process-gone');
  contents.forcefullyCrashRenderer();
  await crashed;
  const wasCrashed = contents.isCrashed();
  await reload();
  await ask();
  await reload();
  await ask();
  process.stdout.write(`${JSON.stringify({ gone, wasCrashed, answers })}\n`);
  app.exit(0);
}

void app.whenReady().then(drive);
