import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { App, PowerMonitor } from 'electron';

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

interface SystemEventsOptions {
  readonly app: Pick<App, 'isPackaged' | 'isReady' | 'on'>;
  /** May be called before the app is ready. */
  readonly take: (given: StartArguments) => void;
}

const nothing: StartArguments = { paths: [], links: [], hidden: false };

/**
 * Turns the system's events for a running or just started app into start arguments. Call it before
 * the app is ready: macOS reports dropped files and links that early.
 *
 * https://www.electronjs.org/docs/latest/api/app#event-open-file-macos
 */
export function listenToSystem({ app, take }: SystemEventsOptions): void {
  app.on('second-instance', (_event, argv, directory) => {
    take(readStartArguments(argv, !app.isPackaged, directory));
  });
  app.on('open-file', (event, path) => {
    event.preventDefault();
    take({ ...nothing, paths: [path] });
  });
  app.on('open-url', (event, link) => {
    event.preventDefault();
    take({ ...nothing, links: [link] });
  });
  app.on('activate', () => {
    // A start is also an event; the receiver decides whether it shows a window.
    if (app.isReady()) take(nothing);
  });
  // The app keeps running in the tray.
  app.on('window-all-closed', () => undefined);
}

/**
 * Milliseconds. Files that are opened together arrive one by one; after this pause the batch is
 * complete.
 */
const silence = 300;

/**
 * Passes a start on at once, and its files when no more files arrive. macOS reports each file
 * dropped on the dock separately, and Windows starts a process for each chosen file. Without this
 * function, a hundred files would become a hundred batches.
 */
export function gatherFiles(
  take: (given: StartArguments) => void,
): (given: StartArguments) => void {
  let paths: readonly string[] = [];
  let hidden = true;
  let timer: ReturnType<typeof setTimeout> | undefined;

  function passOn(): void {
    const all = { paths, links: [], hidden };
    paths = [];
    hidden = true;
    take(all);
  }

  return (given) => {
    take({ ...given, paths: [] });
    if (given.paths.length === 0) return;
    paths = [...paths, ...given.paths];
    hidden &&= given.hidden;
    clearTimeout(timer);
    timer = setTimeout(passOn, silence);
  };
}

/** Milliseconds. After this timeout the app exits: all important state is on disk at any moment. */
const timeout = 2000;

/** The state of the app's quit. */
interface Quitting {
  /** Whether the quit has begun; then closing a window really closes it. */
  readonly begun: () => boolean;
  /** Announces that the quit will begin soon. */
  readonly expect: () => void;
}

/** The parts of the system that can end the app. */
export interface EndingSystem {
  readonly app: Pick<App, 'exit' | 'on' | 'quit'>;
  readonly powerMonitor: Pick<PowerMonitor, 'on'>;
  readonly process: Pick<NodeJS.Process, 'on'>;
}

/**
 * Delays the quit for at most two seconds, so that uploads stop between two writes instead of
 * within one.
 *
 * @param close stops running work; its rejection changes nothing
 */
export function quitCleanly(
  close: () => Promise<void>,
  { app, powerMonitor, process }: EndingSystem,
): Quitting {
  let begun = false;
  let expected = false;

  async function end(): Promise<void> {
    const limit = new Promise<void>((resolve) => setTimeout(resolve, timeout));
    await Promise.race([close().catch(() => undefined), limit]);
    app.exit(0);
  }

  app.on('before-quit', (event) => {
    event.preventDefault();
    if (begun) return;
    begun = true;
    void end();
  });
  // Linux and macOS delay the shutdown briefly for an app that prevents the event's default.
  // Electron's types omit the event.
  powerMonitor.on('shutdown', (event?: { preventDefault(): void }) => {
    event?.preventDefault();
    app.quit();
  });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      app.quit();
    });
  }
  return {
    begun: () => begun || expected,
    expect() {
      expected = true;
    },
  };
}
