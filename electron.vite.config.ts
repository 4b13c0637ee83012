import tailwind from '@tailwindcss/vite';
import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'electron-vite';
import { fileURLToPath } from 'node:url';
import { workerFiles } from './scripts/build/worker-files.ts';

const path = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

/** Threads of the main process: files of their own beside its own, in the package as on disk. */
const workers = {
  'store-worker': path('main/store/store-worker.ts'),
  'scan-worker': path('main/transfer/source/scan-worker.ts'),
  'transfer-worker': path('main/transfer/workers/transfer-worker.ts'),
  'sandbox-worker': path('sandbox/sandbox-worker.ts'),
};

/** The app as it is shipped, in `out/`: main and its threads, the preload, and the window. */
export default defineConfig({
  main: {
    plugins: [workerFiles(Object.keys(workers))],
    build: {
      outDir: path('out/main'),
      externalizeDeps: true,
      rolldownOptions: {
        input: { index: path('main/index.ts'), ...workers },
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
      },
    },
  },
  preload: {
    build: {
      outDir: path('out/preload'),
      // A sandboxed preload can load nothing but electron.
      externalizeDeps: false,
      rolldownOptions: {
        input: { bridge: path('preload/bridge.ts') },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: path('renderer'),
    plugins: [vue(), tailwind()],
    build: {
      outDir: path('out/renderer'),
      // The page may load files of its own only; a font inside the style sheet is not one.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      minify: true,
      rolldownOptions: { input: path('renderer/index.html') },
    },
  },
});
