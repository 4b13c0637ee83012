import type { HostPort } from './host-port.ts';

/** The preload's `webUtils`, and a note of Files that came over the bridge. */
export interface HostWebUtils {
  readonly api: object;
  sawFile(file: File): void;
}

/**
 * Makes `webUtils`. All files of one drop are asked for at the first question, because every
 * question stops the page. Runs as text in the isolated world.
 */
export function createWebUtils(port: HostPort): HostWebUtils {
  const paths = new WeakMap<File, string>();
  let fresh: File[] = [];

  const learnPaths = (files: readonly File[]): void => {
    const found = JSON.parse(port.ask('getPathsForFiles', files)) as string[];
    files.forEach((file, index) => paths.set(file, found[index] ?? ''));
  };

  return {
    api: {
      getPathForFile(file: unknown): string {
        if (!(file instanceof File)) {
          throw new TypeError(
            'getPathForFile expected to receive a File object but one was not provided',
          );
        }
        if (!paths.has(file)) {
          const group = fresh.includes(file) ? fresh : [file];
          if (group === fresh) fresh = [];
          learnPaths(group);
        }
        return paths.get(file) ?? '';
      },
    },
    sawFile(file) {
      fresh.push(file);
    },
  };
}
