import type { HostBrowserWindow } from './browser-window.ts';

interface OpenWindow {
  readonly window: HostBrowserWindow;
  /** False when a `close` listener keeps the window. */
  readonly requestClose: () => Promise<boolean>;
}

const windows = new Map<number, OpenWindow>();
let lastId = 0;

/** Every window that has not been destroyed, oldest first. */
export const openWindows = {
  nextId: (): number => ++lastId,
  add(window: HostBrowserWindow, requestClose: () => Promise<boolean>): void {
    windows.set(window.id, { window, requestClose });
  },
  remove(window: HostBrowserWindow): void {
    windows.delete(window.id);
  },
  all: (): HostBrowserWindow[] => [...windows.values()].map(({ window }) => window),
  /** Closes them one after the other; false as soon as one stays. */
  async closeAll(): Promise<boolean> {
    for (const { requestClose } of [...windows.values()]) {
      if (!(await requestClose())) return false;
    }
    return true;
  },
};
