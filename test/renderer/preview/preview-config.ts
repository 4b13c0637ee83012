import tailwind from '@tailwindcss/vite';
import vue from '@vitejs/plugin-vue';
import { fileURLToPath } from 'node:url';
import type { InlineConfig } from 'vite';
import { pageHeaders } from '../../../main/desktop/window/page-files.ts';

const root = fileURLToPath(new URL('.', import.meta.url));

/** The window on a fake main process, built, and served under the content policy of the app. */
export const previewConfig: InlineConfig = {
  configFile: false,
  logLevel: 'warn',
  root,
  plugins: [vue(), tailwind()],
  build: {
    outDir: fileURLToPath(new URL('../../../node_modules/.cache/ferry-preview', import.meta.url)),
    emptyOutDir: true,
    assetsInlineLimit: 0,
    target: 'es2024',
    modulePreload: { polyfill: false },
  },
  preview: { host: '127.0.0.1', port: 0, headers: pageHeaders },
};
