import type { LineHeight, Picture } from '../../../shared/ipc/picture.ts';
import type { PictureView } from '../../../shared/ipc/picture-question.ts';
import { lineHeights, type LineHeights } from './line-heights.ts';

/** Pixels. A sentence adds 36 to a tall line. */
const uploadHeights: Readonly<Record<LineHeight, number>> = {
  heading: 42,
  tall: 64,
  said: 100,
  small: 42,
};
const firstHeading = 30;
const fileHeight = 34;

/** The positions of the lines of a picture. */
export function pictureHeights(
  kind: PictureView['kind'],
  list: Picture['list'] | undefined,
): LineHeights {
  if (list === undefined) return lineHeights([]);
  const { runs, total } = list;
  const small = kind === 'upload' ? fileHeight : uploadHeights.small;
  if (runs === undefined) return lineHeights([[small, total]]);
  return lineHeights(
    runs.map(([name, lines], index) => {
      if (name === 'heading' && index === 0) return [firstHeading, lines];
      return [name === 'small' ? small : uploadHeights[name], lines];
    }),
  );
}

/** How many of the lines above a line are no headings. */
export function uploadsAbove(runs: Picture['list']['runs'], line: number): number {
  let first = 0;
  let uploads = 0;
  for (const [name, lines] of runs ?? []) {
    const above = Math.min(lines, Math.max(0, line - first));
    if (name !== 'heading') uploads += above;
    first += lines;
  }
  return uploads;
}
