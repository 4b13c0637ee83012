import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The arguments of one start of the app. */
export interface StartArguments {
  /** Absolute; files and folders to upload. */
  readonly paths: readonly string[];
  /** `ferry://…` */
  readonly links: readonly string[];
  /** True when the system started the app at login: it opens no window. */
  readonly hidden: boolean;
}

/** The login item passes this switch to the app. */
export const hiddenSwitch = '--hidden';

/**
 * Reads a command line. Ignores all switches except Ferry's own, because they are for Chromium and
 * Electron.
 *
 * @param withApp whether the first word after the executable names the app, as it does in a clone
 * @param directory the base of relative paths
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
    // Any web page can open a link and may smuggle in other words, so a link discards all paths.
    paths: links.length > 0 ? [] : given.flatMap((word) => pathOf(word, directory)),
    links,
    hidden: argv.includes(hiddenSwitch),
  };
}

/** File managers of Linux may pass a file as a URL. */
function pathOf(word: string, directory: string): readonly string[] {
  if (!/^file:\/\//i.test(word)) return [resolve(directory, word)];
  try {
    return [fileURLToPath(word)];
  } catch {
    // The URL names a file of another computer.
    return [];
  }
}
