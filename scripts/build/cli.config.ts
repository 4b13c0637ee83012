import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';
import { workerFiles } from './worker-files.ts';

const path = (name: string): string => fileURLToPath(new URL(`../../${name}`, import.meta.url));

/** Threads of the command line: files of their own beside its own. */
const workers = {
  'store-worker': path('main/store/store-worker.ts'),
  'scan-worker': path('main/transfer/source/scan-worker.ts'),
  'transfer-worker': path('main/transfer/workers/transfer-worker.ts'),
};

/**
 * The command line in `out/cli`: one file for each thread with all that the thread uses, because
 * Node opens one file faster than a hundred, and a built file needs no removal of types.
 */
export default defineConfig({
  root: path(''),
  logLevel: 'warn',
  plugins: [workerFiles(Object.keys(workers))],
  ssr: { noExternal: true, external: ['better-sqlite3'] },
  build: {
    ssr: true,
    target: 'node24',
    outDir: path('out/cli'),
    rolldownOptions: {
      input: { ferry: path('main/cli/main.ts'), ...workers },
      output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
    },
  },
});
