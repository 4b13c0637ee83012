import type { StartArguments } from '../start/start-arguments.ts';

/** Files that are opened together arrive one by one; after this silence they are all. Milliseconds. */
const silence = 300;

/**
 * Passes on at once that there was a start, and its files when no more come. macOS tells of each file that
 * was dropped on the dock by itself, and Windows starts a process for each that was chosen: without
 * this, a hundred files would be a hundred batches.
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
