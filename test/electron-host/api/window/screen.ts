import { strict } from '../../strict.ts';

const workArea = { x: 0, y: 0, width: 1920, height: 1080 };

/** Electron's `screen`: one display, of which only the place is known. */
export const screen = strict<Electron.Screen>('screen', {
  getAllDisplays: () => [strict<Electron.Display>('Display', { bounds: workArea, workArea })],
});
