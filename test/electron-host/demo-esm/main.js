// The other demo's page on an app:// scheme of its own, by an ES module main process.
import { app, BrowserWindow, ipcMain, net, protocol, session } from 'electron';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const demo = path.join(import.meta.dirname, '..', 'demo');
const privileges = { standard: true, secure: true, supportFetchAPI: true };
protocol.registerSchemesAsPrivileged([{ scheme: 'app', privileges }]);

async function servePage(request) {
  const { host, pathname } = new URL(request.url);
  const file = path.join(demo, 'page', pathname);
  if (host !== 'bundle' || !file.startsWith(path.join(demo, 'page'))) {
    return new Response('no', { status: 404 });
  }
  return net.fetch(pathToFileURL(file).href);
}

ipcMain.on('version', (event) => {
  event.returnValue = app.getVersion();
});
ipcMain.handle('files:list', () => []);
ipcMain.handle('sender', ({ senderFrame: { url, origin } }) => ({ url, origin }));

app.on('web-contents-created', (_event, contents) => {
  contents.on('will-frame-navigate', (event) => {
    if (!event.url.startsWith('app://bundle/')) event.preventDefault();
  });
});
app.on('window-all-closed', () => app.quit());
app.whenReady().then(() => {
  protocol.handle('app', servePage);
  session.defaultSession.setPermissionRequestHandler((_contents, permission, answer) =>
    answer(permission === 'clipboard-sanitized-write'),
  );
  session.defaultSession.webRequest.onHeadersReceived((details, answer) => {
    const policy = ["default-src 'self'; img-src 'none'"];
    answer({ responseHeaders: { ...details.responseHeaders, 'content-security-policy': policy } });
  });
  const window = new BrowserWindow({
    webPreferences: { preload: path.join(demo, 'preload.cjs') },
  });
  window.loadURL('app://bundle/index.html');
});
