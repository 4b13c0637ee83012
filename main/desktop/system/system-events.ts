import type { App } from 'electron';
import { readStartArguments, type StartArguments } from '../start/start-arguments.ts';

export interface SystemEventsOptions {
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
