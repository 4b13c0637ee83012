import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { workerFiles } from './worker-files.ts';

const path = (name: string): string => fileURLToPath(new URL(`../../${name}`, import.meta.url));

/** The programs that a build has, by name. */
const commandLine = { ferry: path('main/cli/main.ts') };

/** Threads of these programs, each with an entry file. */
const workers = {
  'store-worker': path('main/store/store-worker.ts'),
  'scan-worker': path('main/transfer/source/scan-worker.ts'),
  'transfer-worker': path('main/transfer/workers/transfer-worker.ts'),
};

/**
 * Builds the command line, with its packages inside: Node loads a few files faster than some
 * hundreds, and built files need no removal of types. better-sqlite3 stays a package, because it
 * brings machine code.
 *
 * @param folder emptied first
 * @param programs other programs on the same engine, by name
 */
export async function buildCommandLine(
  folder: string,
  programs: Readonly<Record<string, string>> = commandLine,
): Promise<void> {
  await build({
    configFile: false,
    root: path(''),
    logLevel: 'warn',
    plugins: [workerFiles(Object.keys(workers))],
    ssr: { noExternal: true, external: ['better-sqlite3'] },
    build: {
      ssr: true,
      target: 'node22',
      outDir: folder,
      rolldownOptions: {
        input: { ...programs, ...workers },
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
      },
    },
  });
}

if (import.meta.main) await buildCommandLine(path('out/cli'));
