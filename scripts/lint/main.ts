/** `npm run lint`: ESLint on the whole repository. Any problem makes the exit code 1. */
import { fileURLToPath } from 'node:url';
import { ESLint } from 'eslint';
import { createWholeProgramParser } from './whole-programs.ts';

const folder = fileURLToPath(new URL('../..', import.meta.url));
// The global types of a package or a file hold in its whole program, so not all files share one.
const parser = createWholeProgramParser([
  [`${folder}main/engine/tsconfig.json`],
  [`${folder}main/app/tsconfig.json`, `${folder}main/cli/tsconfig.json`],
  [`${folder}test/renderer/tsconfig.json`, `${folder}preload/tsconfig.json`],
  [`${folder}test/tsconfig.json`],
]);
const eslint = new ESLint({
  cwd: folder,
  overrideConfig: [
    { files: ['**/*.ts'], languageOptions: { parser } },
    { files: ['**/*.vue'], languageOptions: { parserOptions: { parser } } },
  ],
});
const results = await eslint.lintFiles(process.argv.length > 2 ? process.argv.slice(2) : ['.']);
const formatter = await eslint.loadFormatter('stylish');
process.stdout.write(await formatter.format(results));
process.exitCode = results.some(({ messages }) => messages.length > 0) ? 1 : 0;
