'use strict';
// The smallest app with a page and a preload. It knows nothing of the host that runs it in tests.
const { app, BrowserWindow, ipcMain, protocol } = require('electron');
const path = require('node:path');

protocol.registerSchemesAsPrivileged([{ scheme: 'demo', privileges: { standard: true } }]);
ipcMain.handle('echo', (_event, value) => value);
ipcMain.handle('fail', () => {
  throw new RangeError('disk full');
});
ipcMain.handle('uncloneable', () => () => 1);

app.whenReady().then(() => {
  protocol.handle(
    'demo',
    () => new Response('<title>Demo</title>', { headers: { 'content-type': 'text/html' } }),
  );
  const webPreferences = { preload: path.join(__dirname, 'preload.cjs') };
  return new BrowserWindow({ webPreferences }).loadURL('demo://app/');
});
