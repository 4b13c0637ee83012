import { rm } from 'node:fs/promises';
import { journal } from '../journal.ts';
import { strict } from '../strict.ts';

/** Electron's `shell`: noted, and carried out only where it stays inside the test's own files. */
export const shell = strict<Electron.Shell>('shell', {
  openExternal(url) {
    journal.note({ kind: 'open-external', url });
    return Promise.resolve();
  },
  openPath(path) {
    journal.note({ kind: 'open-path', path });
    return Promise.resolve('');
  },
  showItemInFolder(path) {
    journal.note({ kind: 'show-item-in-folder', path });
  },
  async trashItem(path) {
    journal.note({ kind: 'trash-item', path });
    await rm(path, { recursive: true });
  },
  beep() {
    journal.note({ kind: 'beep' });
  },
});
