import { journal } from '../../journal.ts';
import { HostEmitter, strict } from '../../strict.ts';

/** Electron's `dialog`. The user cancels; tests replace these functions by `app.evaluate`. */
export const dialog = strict<Electron.Dialog>('dialog', {
  showOpenDialog: () => Promise.resolve({ canceled: true, filePaths: [] }),
  showSaveDialog: () => Promise.resolve({ canceled: true, filePath: '' }),
  showMessageBox: (first: object, second?: object) => {
    const { cancelId = 0 } = (second ?? first) as Electron.MessageBoxOptions;
    return Promise.resolve({ response: cancelId, checkboxChecked: false });
  },
  showErrorBox: (title, content) => {
    process.stderr.write(`${title}\n${content}\n`);
  },
});

/** Electron's `powerMonitor`. A test emits its events, on real Electron just the same. */
export const powerMonitor = new HostEmitter<Electron.PowerMonitor>('powerMonitor');

let lastBlocker = 0;

/** Electron's `powerSaveBlocker`. */
export const powerSaveBlocker = strict<Electron.PowerSaveBlocker>('powerSaveBlocker', {
  start: () => ++lastBlocker,
  stop: () => true,
});

const workArea = { x: 0, y: 0, width: 1920, height: 1080 };
const display = strict<Electron.Display>('Display', { workArea });

/** Electron's `screen`: one display, of which only the work area is known; the pointer never moves. */
export const screen = strict<Electron.Screen>('screen', {
  getAllDisplays: () => [display],
  getDisplayNearestPoint: () => display,
  getCursorScreenPoint: () => ({ x: 1900, y: 10 }),
});

/** Electron's `shell`: noted, and nothing else. */
export const shell = strict<Electron.Shell>('shell', {
  openExternal(url) {
    journal.push({ kind: 'open-external', url });
    return Promise.resolve();
  },
  openPath(path) {
    journal.push({ kind: 'open-path', path });
    return Promise.resolve('');
  },
  showItemInFolder(path) {
    journal.push({ kind: 'show-item-in-folder', path });
  },
});
