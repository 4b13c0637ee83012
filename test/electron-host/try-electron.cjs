// Opens an invisible window: ends with 0 where Electron finds a display, its libraries and a
// sandbox, otherwise with another code.
const { app, BrowserWindow } = require('electron');

app
  .whenReady()
  .then(() => new BrowserWindow({ show: false }).loadURL('about:blank'))
  .then(
    () => app.exit(0),
    () => app.exit(1),
  );
