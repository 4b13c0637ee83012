import { builtinModules } from 'node:module';
import js from '@eslint/js';
import vitest from '@vitest/eslint-plugin';
import vue from 'eslint-plugin-vue';
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';
import { layerPlugin } from './scripts/lint/layer-plugin.js';

/** Raw IPC stands in these two files; everything else uses what they build from the contract. */
const bridges = ['main/desktop/calls/ipc.ts', 'preload/bridge.ts'];

const plainSyntax = [
  { selector: 'ExportDefaultDeclaration', message: 'Export by name.' },
  {
    selector: 'ExportAllDeclaration',
    message: 'No barrels: import from the file that defines it.',
  },
];

const noRawIpc = [
  {
    selector: 'Identifier[name=/^ipc(Main|Renderer)$/]',
    message: 'Raw IPC: use the bridge, which checks sender and arguments.',
  },
  {
    selector:
      'CallExpression[callee.property.name=/^(send|sendToFrame|postMessage)$/][callee.object.property.name="webContents"]',
    message: 'Raw IPC: announce through the bridge.',
  },
  {
    selector:
      'CallExpression[callee.property.name=/^(send|sendToFrame|postMessage)$/][callee.object.name=/[wW]ebContents$/]',
    message: 'Raw IPC: announce through the bridge.',
  },
];

const noHiddenClock = [
  {
    selector: ':matches(NewExpression, CallExpression)[callee.name="Date"][arguments.length=0]',
    message: 'The time comes from the Clock port.',
  },
];

const nodeWithoutPrefix = builtinModules
  .filter((name) => !name.startsWith('node:'))
  .map((name) => ({ name, message: `Write node:${name}.` }));

/** Globals by which the engine would reach the world behind its ports' backs. */
const worldGlobals = [
  'Buffer',
  'clearImmediate',
  'clearInterval',
  'clearTimeout',
  'console',
  'crypto',
  'fetch',
  'global',
  'globalThis',
  'performance',
  'process',
  'queueMicrotask',
  'setImmediate',
  'setInterval',
  'setTimeout',
].map((name) => ({ name, message: 'The engine knows the world through its ports only.' }));

const readonlyGlobals = (names) => Object.fromEntries(names.map((name) => [name, 'readonly']));

/** What scripts in plain JavaScript find around them, in Node and in a page. */
const globalsOfNode = ['clearInterval', 'console', 'process', 'Response', 'setInterval', 'URL'];

export default defineConfig(
  globalIgnores([
    '**/assembly/',
    'dist/',
    'out/',
    'coverage/',
    'bench-results/',
    'screenshots/',
    'test-results/',
  ]),
  js.configs.recommended,
  tseslint.configs.strictTypeChecked,
  {
    languageOptions: {
      parserOptions: {
        projectService: true,
        tsconfigRootDir: import.meta.dirname,
        extraFileExtensions: ['.vue'],
      },
    },
    linterOptions: { noInlineConfig: true, reportUnusedDisableDirectives: 'error' },
    plugins: { ferry: layerPlugin },
    rules: {
      eqeqeq: 'error',
      'max-lines': ['error', 400],
      'no-console': 'error',
      // Object keys, headers and XML are checked for control characters, so they must be named.
      'no-control-regex': 'off',
      'no-restricted-imports': ['error', { paths: nodeWithoutPrefix }],
      'no-restricted-syntax': ['error', ...plainSyntax, ...noRawIpc],
      'no-warning-comments': ['error', { terms: ['todo', 'fixme', 'xxx', 'hack'] }],
      'object-shorthand': 'error',
      'ferry/layers': 'error',
      '@typescript-eslint/ban-ts-comment': ['error', { 'ts-expect-error': true }],
      '@typescript-eslint/consistent-type-exports': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/naming-convention': [
        'error',
        { selector: 'typeLike', format: ['PascalCase'] },
        {
          selector: 'interface',
          format: ['PascalCase'],
          custom: { regex: '^I[A-Z][a-z]', match: false },
        },
      ],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/no-import-type-side-effects': 'error',
      // It refuses `Promise.withResolvers<void>()`, for which there is no other word.
      '@typescript-eslint/no-invalid-void-type': 'off',
      // The compiler refuses enums (erasableSyntaxOnly), and the rule took a third of the time.
      '@typescript-eslint/no-unsafe-enum-assignment': 'off',
      '@typescript-eslint/no-unnecessary-condition': [
        'error',
        { allowConstantLoopConditions: 'only-allowed-literals' },
      ],
      '@typescript-eslint/no-unused-vars': ['error', { ignoreRestSiblings: true }],
      '@typescript-eslint/prefer-nullish-coalescing': 'error',
      '@typescript-eslint/prefer-optional-chain': 'error',
      '@typescript-eslint/prefer-readonly': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
    },
  },
  {
    files: ['shared/**', 'main/engine/**'],
    rules: {
      'no-restricted-globals': ['error', ...worldGlobals],
      'no-restricted-properties': [
        'error',
        { object: 'Date', property: 'now', message: 'The time comes from the Clock port.' },
        { object: 'Math', property: 'random', message: 'Chance comes from the Random port.' },
      ],
      'no-restricted-syntax': ['error', ...plainSyntax, ...noRawIpc, ...noHiddenClock],
    },
  },
  {
    // The host of the window's tests plays Electron, raw IPC and its module included.
    files: [...bridges, 'test/**'],
    rules: { 'no-restricted-syntax': ['error', ...plainSyntax] },
  },
  {
    // A double stands in for a class by design, and the rule compares every value with its target.
    files: ['test/**'],
    rules: { '@typescript-eslint/no-unsafe-class-instance-assignment': 'off' },
  },
  {
    files: ['test/electron-host/electron.ts'],
    rules: { 'no-restricted-syntax': 'off' },
  },
  {
    files: [
      'main/cli/**',
      'sandbox/main.ts',
      'scripts/**',
      'test/{bench,soak}/**',
      'test/renderer/preview/screenshots.ts',
    ],
    rules: { 'no-console': 'off' },
  },
  {
    files: ['test/**/*.test.ts'],
    plugins: { vitest },
    rules: {
      'vitest/expect-expect': [
        'error',
        { assertFunctionNames: ['expect', 'expect*', 'assert', 'assert*', 'fc.assert'] },
      ],
      'vitest/no-commented-out-tests': 'error',
      'vitest/no-disabled-tests': 'error',
      'vitest/no-focused-tests': 'error',
      'vitest/no-identical-title': 'error',
      'vitest/require-awaited-expect-poll': 'error',
      'vitest/valid-expect': 'error',
      'vitest/valid-expect-in-promise': 'error',
    },
  },
  {
    files: ['**/*.vue'],
    extends: [vue.configs['flat/recommended'], vue.configs['no-layout-rules']],
    languageOptions: { parserOptions: { parser: tseslint.parser } },
    rules: {
      // The compiler of the templates knows every name; these rules do not.
      'no-undef': 'off',
      'no-restricted-syntax': ['error', ...noRawIpc],
      'vue/block-lang': ['error', { script: { lang: 'ts' } }],
      'vue/component-api-style': ['error', ['script-setup']],
      'vue/no-v-html': 'error',
      // Only the type check of components knows what a component exposes, and what a macro returns.
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/no-useless-default-assignment': 'off',
      // A prop that may be absent is one that its type allows to be.
      'vue/require-default-prop': 'off',
    },
  },
  {
    // What describes another's module or globals takes the shape that they have.
    files: ['**/*.d.ts'],
    rules: {
      'no-restricted-syntax': 'off',
      'no-var': 'off',
      '@typescript-eslint/consistent-type-imports': ['error', { disallowTypeAnnotations: false }],
    },
  },
  {
    files: ['**/*.{js,mjs,cjs}'],
    extends: [tseslint.configs.disableTypeChecked],
    languageOptions: { globals: readonlyGlobals(globalsOfNode) },
  },
  {
    files: ['**/*.cjs'],
    languageOptions: { sourceType: 'commonjs', globals: readonlyGlobals(['__dirname']) },
    rules: { '@typescript-eslint/no-require-imports': 'off' },
  },
  {
    files: ['*.config.{js,ts}'],
    rules: { 'no-restricted-syntax': ['error', ...noRawIpc] },
  },
);
