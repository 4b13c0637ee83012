/**
 * The picture formats of which OSS makes small pictures, by the ending of a name. `drawn` is the
 * content type of those that browsers draw.
 *
 * https://www.alibabacloud.com/help/en/oss/user-guide/overview-17
 */
const formats: Readonly<Record<string, { readonly drawn?: string }>> = {
  avif: { drawn: 'image/avif' },
  bmp: { drawn: 'image/bmp' },
  gif: { drawn: 'image/gif' },
  heic: {},
  jpeg: { drawn: 'image/jpeg' },
  jpg: { drawn: 'image/jpeg' },
  png: { drawn: 'image/png' },
  tif: {},
  tiff: {},
  webp: { drawn: 'image/webp' },
};

function formatOf(name: string): (typeof formats)[string] | undefined {
  const dot = name.lastIndexOf('.');
  const ending = dot === -1 ? '' : name.slice(dot + 1).toLowerCase();
  return Object.hasOwn(formats, ending) ? formats[ending] : undefined;
}

/** Whether OSS makes small pictures of an object with this name. */
export function isPictureName(name: string): boolean {
  return formatOf(name) !== undefined;
}

/** The content type of a picture that the page can draw; `undefined` for every other name. */
export function drawnPictureType(name: string): string | undefined {
  return formatOf(name)?.drawn;
}
