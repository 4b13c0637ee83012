import { strict } from '../../strict.ts';

const workArea = { x: 0, y: 0, width: 1920, height: 1080 };

const display = strict<Electron.Display>('Display', { bounds: workArea, workArea });

/** Electron's `screen`: one display, of which only the place is known; the pointer never moves. */
export const screen = strict<Electron.Screen>('screen', {
  getAllDisplays: () => [display],
  getDisplayNearestPoint: () => display,
  getCursorScreenPoint: () => ({ x: 1900, y: 10 }),
});
