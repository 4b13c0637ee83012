import type { TrayState } from '../../main/desktop/tray/tray-model.ts';

/** One tray picture: its drawing, its file name, and its rendering options. */
export interface TrayPicture {
  readonly drawing: TrayState;
  readonly file: string;
  /** Length of a side in pixels. */
  readonly size: number;
  /** CSS colours of the boat and of the attention dot. */
  readonly ink: string;
  readonly signal: string;
}

const states: readonly TrayState[] = ['idle', 'active', 'paused', 'attention'];
const points = 16;

/** Usual display scales of Windows; Electron finds them by the suffix of the file name. */
const scales = [
  { suffix: '', factor: 1 },
  { suffix: '@1.25x', factor: 1.25 },
  { suffix: '@1.5x', factor: 1.5 },
  { suffix: '@2x', factor: 2 },
  { suffix: '@3x', factor: 3 },
];

/** Colours for each kind of panel; macOS uses only the shape of a template picture. */
const variants = [
  { name: 'light', ink: '#1c1d1f', signal: '#b3382c' },
  { name: 'dark', ink: '#ffffff', signal: '#ff8f80' },
  { name: 'template', ink: '#000000', signal: '#000000' },
];

/** Every picture in `resources/tray`; `main/desktop/tray/tray-model.ts` selects a picture. */
export const trayPictures: readonly TrayPicture[] = states.flatMap((drawing) =>
  variants.flatMap(({ name, ink, signal }) =>
    scales.map(({ suffix, factor }) => ({
      drawing,
      file: `${drawing}-${name}${suffix}.png`,
      size: points * factor,
      ink,
      signal,
    })),
  ),
);
