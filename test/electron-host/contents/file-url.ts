import path from 'node:path';
import { pathToFileURL } from 'node:url';

/** The address that `loadFile` loads; a relative path is the app's own. */
export function fileUrl(
  directory: string,
  file: string,
  options: Electron.LoadFileOptions = {},
): string {
  const url = pathToFileURL(path.resolve(directory, file));
  for (const [key, value] of Object.entries(options.query ?? {})) url.searchParams.set(key, value);
  if (options.search !== undefined) url.search = options.search;
  if (options.hash !== undefined) url.hash = options.hash;
  return url.href;
}
