import { journal } from '../../journal.ts';
import { strict } from '../../strict.ts';

/** Electron's `shell`: noted, and nothing else. */
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
});
