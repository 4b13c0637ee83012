import tailwind from '@tailwindcss/vite';
import vue from '@vitejs/plugin-vue';
import { fileURLToPath } from 'node:url';
import { type Browser, chromium } from '@playwright/test';
import { build, type InlineConfig, preview } from 'vite';
import { pageHeaders } from '../../../main/desktop/window/served-files.ts';
import { requireChromium } from '../../electron-host/chromium/find-chromium.ts';

const root = fileURLToPath(new URL('.', import.meta.url));

/** The window on a fake main process, built, and served under the content policy of the app. */
const previewConfig: InlineConfig = {
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

/** The served window and a browser for it. Ends with `close`. */
export async function openPreview(): Promise<{
  readonly base: string;
  readonly browser: Browser;
  close(): Promise<void>;
}> {
  await build(previewConfig);
  const server = await preview(previewConfig);
  const browser = await chromium.launch({
    args: ['--no-sandbox'],
    executablePath: requireChromium(process.env),
  });
  return {
    base: server.resolvedUrls?.local[0] ?? '',
    browser,
    async close() {
      await browser.close();
      await server.close();
    },
  };
}
