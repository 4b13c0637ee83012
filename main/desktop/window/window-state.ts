import type { Preferences } from '../../../shared/preferences.ts';

export interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

type WindowState = Preferences['window'];

/** How much of the title bar must lie on a screen for the window to be caught with the mouse. */
const grip = 80;

/**
 * Where the window opens. A place on a screen that is no longer there is forgotten; the size is
 * kept as far as the screen allows.
 */
export function windowBounds(
  state: WindowState,
  workAreas: readonly Rectangle[],
): Partial<Rectangle> & { readonly width: number; readonly height: number } {
  const largest = workAreas.reduce(
    (most, area) => ({
      width: Math.max(most.width, area.width),
      height: Math.max(most.height, area.height),
    }),
    { width: 800, height: 600 },
  );
  const width = Math.min(state.width, largest.width);
  const height = Math.min(state.height, largest.height);
  const { x, y } = state;
  if (x === null || y === null) return { width, height };
  const caught = workAreas.some(
    (area) =>
      x + width > area.x + grip &&
      x < area.x + area.width - grip &&
      y >= area.y &&
      y < area.y + area.height - grip,
  );
  return caught ? { x, y, width, height } : { width, height };
}
