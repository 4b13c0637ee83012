import type { Plugin } from 'vite';

const workerUrl = /new URL\(\s*['"]\.\/([\w-]+)\.ts['"],\s*import\.meta\.url\s*\)/g;

/**
 * Lets `new Worker(new URL('./name.ts', import.meta.url))` find its file after a build. A build
 * puts every entry and chunk into one folder with the ending `.js`. Each worker must be an entry
 * in `names`. An unlisted worker would be missing at run time, so it ends the build with an error.
 */
export function workerFiles(names: readonly string[]): Plugin {
  return {
    name: 'ferry:worker-files',
    enforce: 'pre',
    transform(code, id) {
      const changed = code.replace(workerUrl, (_whole, name: string) => {
        if (!names.includes(name)) throw new Error(`${id} starts ${name}, which is not an entry`);
        return `new URL('./${name}.js', import.meta.url)`;
      });
      return changed === code ? null : { code: changed, map: null };
    },
  };
}
