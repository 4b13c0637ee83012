import type { TrayFace } from '../../main/desktop/tray/tray-model.ts';

/** One picture of the tray: its drawing, its file name, and how it is drawn. */
export interface TrayPicture {
  readonly drawing: TrayFace;
  readonly file: string;
  /** Pixels of a side. */
  readonly size: number;
  /** CSS colours of the boat and of the dot that asks for attention. */
  readonly ink: string;
  readonly signal: string;
}

const faces: readonly TrayFace[] = ['idle', 'active', 'paused', 'attention'];
const points = 16;

/** Scales of Windows' usual displays; Electron finds them by the end of the name. */
const scales = [
  { suffix: '', factor: 1 },
  { suffix: '@1.25x', factor: 1.25 },
  { suffix: '@1.5x', factor: 1.5 },
  { suffix: '@2x', factor: 2 },
  { suffix: '@3x', factor: 3 },
];

/** By the panel it lies on; of a template macOS takes the shape only. */
const looks = [
  { name: 'light', ink: '#1c1d1f', signal: '#b3382c' },
  { name: 'dark', ink: '#ffffff', signal: '#ff8f80' },
  { name: 'template', ink: '#000000', signal: '#000000' },
];

/** Every picture in `resources/tray`; `main/desktop/tray/tray-icon.ts` chooses among them. */
export const trayPictures: readonly TrayPicture[] = faces.flatMap((drawing) =>
  looks.flatMap(({ name, ink, signal }) =>
    scales.map(({ suffix, factor }) => ({
      drawing,
      file: `${drawing}-${name}${suffix}.png`,
      size: points * factor,
      ink,
      signal,
    })),
  ),
);
