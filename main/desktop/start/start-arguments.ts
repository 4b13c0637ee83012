import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** What a start of the app was told to do. */
export interface StartArguments {
  /** Absolute; files and folders to upload. */
  readonly paths: readonly string[];
  /** `ferry://…` */
  readonly links: readonly string[];
  /** Started by the system at login: no window. */
  readonly hidden: boolean;
}

/** Given to the app by the login item. */
export const hiddenSwitch = '--hidden';

/**
 * Reads a command line. Switches are Chromium's and Electron's business, but for ours.
 *
 * @param withApp whether the first word after the executable names the app, as it does in a clone
 * @param directory what relative paths are relative to
 */
export function readStartArguments(
  argv: readonly string[],
  withApp: boolean,
  directory: string,
): StartArguments {
  const words = argv.slice(1).filter((word) => word !== '' && !word.startsWith('-'));
  const given = withApp ? words.slice(1) : words;
  const isLink = (word: string) => /^ferry:/i.test(word);
  const links = given.filter(isLink);
  return {
    // Any web page can open a link. Whatever stands beside one may have been smuggled in by it.
    paths: links.length > 0 ? [] : given.flatMap((word) => pathOf(word, directory)),
    links,
    hidden: argv.includes(hiddenSwitch),
  };
}

/** File managers of Linux may name a file by its URL. */
function pathOf(word: string, directory: string): readonly string[] {
  if (!/^file:\/\//i.test(word)) return [resolve(directory, word)];
  try {
    return [fileURLToPath(word)];
  } catch {
    // A file of another computer.
    return [];
  }
}
