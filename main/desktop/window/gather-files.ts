import type { StartArguments } from '../start/start-arguments.ts';

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
