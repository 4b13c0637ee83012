/**
 * One layer and its allowed imports. Globs name files of the project, other words name packages;
 * `node:` means every built-in module, `*` every package.
 *
 * @typedef {object} Layer
 * @property {string} files the files of the layer
 * @property {readonly string[]} may the imports that its files may have
 * @property {readonly string[]} [mayTypes] the imports allowed with `import type` only
 */

const ports = 'main/engine/ports/**';
const engineApi = 'main/engine/{engine,api}.ts';
const signature = 'main/signature/**';
const control = 'main/control/**';
const adapters = 'main/{oss,transfer,store}/**';

/**
 * The layers; a file belongs to the first layer that matches. The architecture test and the lint
 * rule both enforce this table. A file without a matching row is an error, so a new folder needs a
 * row first. Only the rows of the desktop list Electron: all other code runs under plain Node.
 *
 * @type {readonly Layer[]}
 */
export const layerTable = [
  { files: 'shared/**', may: ['shared/**', 'valibot'] },
  { files: 'main/engine/**', may: ['main/engine/**', 'shared/**'] },
  { files: signature, may: [signature, 'node:'] },
  {
    files: 'main/oss/ali-oss/**',
    may: ['main/oss/**', 'main/transfer/transport.ts', signature, 'shared/**', 'ali-oss', 'node:'],
    mayTypes: [ports],
  },
  {
    files: 'main/oss/**',
    may: ['main/oss/**', 'main/transfer/transport.ts', signature, 'shared/**', 'node:'],
    mayTypes: [ports, 'ali-oss'],
  },
  {
    files: 'main/transfer/**',
    may: ['main/transfer/**', signature, 'shared/**', 'https-proxy-agent', 'ignore', 'node:'],
    mayTypes: [ports],
  },
  {
    files: 'main/store/**',
    may: ['main/store/**', 'shared/**', 'better-sqlite3', 'node:'],
    mayTypes: [ports],
  },
  {
    files: control,
    may: [control, 'shared/**', 'valibot', 'node:'],
    mayTypes: [ports, engineApi],
  },
  {
    files: 'main/desktop/**',
    may: ['main/desktop/**', engineApi, 'shared/**', 'electron', 'electron-updater', 'node:'],
    mayTypes: [ports, 'main/opened-queue.ts'],
  },
  {
    files: 'main/doctor/**',
    may: ['main/doctor/**', 'main/proxy.ts', adapters, 'shared/**', 'node:'],
    mayTypes: [ports],
  },
  {
    files: 'main/cli/**',
    may: [
      'main/cli/**',
      'main/{assembly,known-queues}.ts',
      'main/doctor/**',
      engineApi,
      adapters,
      control,
      'shared/**',
      // The version.
      'package.json',
      'cli-progress',
      'commander',
      'env-paths',
      'node:',
    ],
    mayTypes: [ports],
  },
  {
    files: 'main/app/**',
    may: [
      'main/app/**',
      'main/{assembly,engine-in-use,known-queues,opened-queue,proxy}.ts',
      'main/doctor/**',
      engineApi,
      adapters,
      control,
      'sandbox/sandbox-{messages,thread}.ts',
      'shared/**',
      'node:',
    ],
    mayTypes: [ports],
  },
  { files: 'main/index.ts', may: ['main/**', 'shared/**', 'electron', 'node:'] },
  {
    files: 'main/*.ts',
    may: [
      'main/!(index).ts',
      'main/engine/**',
      adapters,
      'shared/**',
      'env-paths',
      'mime',
      'node:',
    ],
  },
  { files: 'preload/**', may: ['preload/**', 'shared/**', 'electron'] },
  {
    files: 'renderer/**',
    may: [
      'renderer/**',
      'shared/**',
      '@fontsource-variable/inter',
      '@lucide/vue',
      '@tanstack/vue-virtual',
      '@vueuse/core',
      'pinia',
      'reka-ui',
      'uplot',
      'vue',
      'vue-i18n',
    ],
  },
  { files: 'sandbox/**', may: ['sandbox/**', 'node:'] },
  { files: 'test/**', may: ['**', '*', 'node:'] },
  { files: 'scripts/**', may: ['**', '*', 'node:'] },
  {
    files: '*.{js,ts}',
    may: [
      'scripts/**',
      'test/electron-host/choose-electron.ts',
      'test/helpers/built-programs.ts',
      '*',
      'node:',
    ],
  },
];
