import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Plugin } from 'vite';

/** Below the packages, so that the built files find better-sqlite3. */
const folder = fileURLToPath(new URL('../../node_modules/.cache/built-programs', import.meta.url));

/** The command line as users have it. */
export const builtCommand = `${folder}/ferry.js`;

/** The program that is killed: `driver/ferry-driver.ts` with the engine. */
export const builtDriver = `${folder}/ferry-driver.js`;

const workerUrl = /new URL\('\.\/((?:scan|store|transfer)-worker)\.ts', import\.meta\.url\)/g;

/** Vitest loads this file several times into its process: for its configuration and each project. */
const runs = globalThis as { builtPrograms?: Promise<void> };

async function build(): Promise<void> {
  // Tests need the paths alone: the bundler stays out of their processes.
  const { buildCommandLine } = await import('../../scripts/build/command-line.ts');
  await buildCommandLine(folder, {
    ferry: fileURLToPath(new URL('../../main/cli/main.ts', import.meta.url)),
    'ferry-driver': fileURLToPath(new URL('./driver/ferry-driver.ts', import.meta.url)),
  });
}

/** Builds the programs and the threads of the engine once before the tests that start them. */
export async function setup(): Promise<void> {
  runs.builtPrograms ??= build();
  await runs.builtPrograms;
}

/**
 * Lets the engine of a test start built threads: each takes half of the processor time that the
 * sources take. While Vitest watches, threads run the sources, so that none is out of date.
 */
export function builtWorkers(): Plugin {
  let watches = true;
  return {
    name: 'ferry:built-workers',
    enforce: 'pre',
    configureVitest({ vitest }) {
      watches = vitest.config.watch;
    },
    async transform(code) {
      if (watches || code.search(workerUrl) === -1) return null;
      await setup();
      const changed = code.replaceAll(workerUrl, (_whole, name: string) => {
        const { href } = pathToFileURL(`${folder}/${name}.js`);
        return `new URL(${JSON.stringify(href)})`;
      });
      return { code: changed, map: null };
    },
  };
}
