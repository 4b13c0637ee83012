'use strict';
// A small uploader as a bundler would leave it. It knows nothing of the host that runs it in tests.
const {
  app,
  BrowserWindow,
  dialog,
  ipcMain,
  Menu,
  nativeImage,
  Notification,
  powerMonitor,
  powerSaveBlocker,
  safeStorage,
  shell,
  Tray,
} = require('electron');
const fs = require('node:fs');
const path = require('node:path');
const journal = require('./journal.cjs');

let window;
let tray;
let isQuitting = false;
let pump;

function listenToPage() {
  const inUserData = (name) => path.join(app.getPath('userData'), name);
  ipcMain.handle('files:add', (_event, paths) => journal.add(inUserData('journal.jsonl'), paths));
  ipcMain.handle('files:list', () => journal.read(inUserData('journal.jsonl')));
  ipcMain.handle('files:pick', async (event) => {
    const owner = BrowserWindow.fromWebContents(event.sender);
    const picked = await dialog.showOpenDialog(owner, { properties: ['openFile'] });
    return picked.canceled ? [] : journal.add(inUserData('journal.jsonl'), picked.filePaths);
  });
  ipcMain.handle('echo', (_event, value) => value);
  ipcMain.handle('fail', () => {
    throw new RangeError('disk full');
  });
  ipcMain.handle('uncloneable', () => () => 1);
  ipcMain.handle('sender', ({ senderFrame }) => ({
    url: senderFrame.url,
    origin: senderFrame.origin,
    isTop: senderFrame === senderFrame.top && senderFrame.parent === null,
  }));
  ipcMain.handle('secret:set', async (_event, secret) => {
    fs.writeFileSync(inUserData('secret.bin'), await safeStorage.encryptStringAsync(secret));
  });
  ipcMain.handle('secret:get', async () => {
    const stored = fs.readFileSync(inUserData('secret.bin'));
    return (await safeStorage.decryptStringAsync(stored)).result;
  });
  ipcMain.on('version', (event) => {
    event.returnValue = app.getVersion();
  });
  ipcMain.on('pump:start', (event, perSecond, count) => {
    let sent = 0;
    clearInterval(pump);
    pump = setInterval(() => {
      event.sender.send('snapshot', { sequence: ++sent, rows: Array.from({ length: 50 }, String) });
      if (sent === count) clearInterval(pump);
    }, 1000 / perSecond);
  });
}

function openTray() {
  const icon = nativeImage.createFromPath(path.join(__dirname, 'tray.png'));
  icon.setTemplateImage(true);
  tray = new Tray(icon);
  tray.setToolTip('Demo');
  tray.setContextMenu(
    Menu.buildFromTemplate([
      { label: 'Show', click: () => window.show() },
      { label: 'Limit', type: 'checkbox', click: (item) => tray.setToolTip(`${item.checked}`) },
      { label: 'Nothing', enabled: false },
      { type: 'separator' },
      { label: 'Quit', role: 'quit' },
    ]),
  );
  tray.on('click', () => window.show());
}

function openWindow() {
  window = new BrowserWindow({
    width: 900,
    height: 700,
    show: false,
    webPreferences: { preload: path.join(__dirname, 'preload.cjs'), sandbox: true },
  });
  window.once('ready-to-show', () => window.show());
  window.on('close', (event) => {
    if (isQuitting) return;
    event.preventDefault();
    window.hide();
    const notification = new Notification({ title: 'Still uploading', body: 'In the tray.' });
    notification.on('click', () => window.show());
    notification.show();
  });
  window.webContents.on('will-navigate', (event) => event.preventDefault());
  window.webContents.setWindowOpenHandler(({ url }) => {
    shell.openExternal(url);
    return { action: 'deny' };
  });
  window.setProgressBar(0.5);
  powerSaveBlocker.start('prevent-app-suspension');
  return window.loadFile(path.join(__dirname, 'page', 'index.html'));
}

if (app.requestSingleInstanceLock({ from: 'demo' })) {
  listenToPage();
  app.on('second-instance', (_event, argv, _directory, data) => {
    window.show();
    window.webContents.send('second-instance', argv.at(-1), data);
  });
  app.on('before-quit', () => {
    isQuitting = true;
  });
  app.on('window-all-closed', () => undefined);
  for (const name of ['suspend', 'resume', 'lock-screen']) {
    powerMonitor.on(name, () => window.webContents.send('power', name));
  }
  app.whenReady().then(() => {
    openTray();
    return openWindow();
  });
} else {
  app.exit(7);
}
