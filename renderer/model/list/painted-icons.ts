/** The colours in which rows show icons, by the token that has the colour. */
export const iconTones = {
  up: '--accent',
  ok: '--ok',
  warn: '--warn',
  bad: '--bad',
  idle: '--ink-2',
} as const;
export type IconTone = keyof typeof iconTones;

/**
 * CSS rules that paint each icon in each tone as a background image, as `.i-<icon>-<tone>`. An SVG
 * element in every row would cost more of a frame than all other drawing of the list.
 *
 * @param shapes the content of the SVG symbols, by the name of the icon; 16 by 16 units
 * @param colours a CSS colour for each tone
 */
export function paintedIcons(
  shapes: ReadonlyMap<string, string>,
  colours: Readonly<Record<IconTone, string>>,
): string {
  const rules = [...shapes].flatMap(([name, shape]) =>
    Object.entries(colours).map(([tone, colour]) => {
      const image = encodeURIComponent(svgOf(shape, colour));
      return `.i-${name}-${tone}{background-image:url("data:image/svg+xml,${image}")}`;
    }),
  );
  return rules.join('\n');
}

function svgOf(shape: string, colour: string): string {
  return (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16" fill="none" stroke-width="1.5"' +
    ` stroke-linecap="round" stroke-linejoin="round" stroke="${colour}">${shape}</svg>`
  );
}
