import { join } from 'node:path';

/** The folder of the built main process, `out/main` in the package as in a clone. */
const folder = import.meta.dirname;
const resources = join(folder, '..', '..', 'resources');

/** Files that the app loads while it runs. */
export const builtFiles = {
  /** The window's files. */
  page: join(folder, '..', 'renderer'),
  preload: join(folder, '..', 'preload', 'bridge.cjs'),
  icon: join(resources, 'icon.png'),
  trayIcons: join(resources, 'tray'),
} as const;
