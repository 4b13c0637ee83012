import type { Preferences } from '../../../shared/preferences.ts';

export interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

type WindowState = Preferences['window'];

/** The width of the title bar that must be visible, so that the mouse can grab the window. */
const grip = 80;

/**
 * Where the window opens. Discards a position on a screen that no longer exists; limits the size to
 * the screen.
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
