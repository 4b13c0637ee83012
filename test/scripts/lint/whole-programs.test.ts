import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ESLint } from 'eslint';
import tseslint from 'typescript-eslint';
import { afterAll, beforeAll, expect, it } from 'vitest';
import vueParser from 'vue-eslint-parser';
import { createWholeProgramParser } from '../../../scripts/lint/whole-programs.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'whole-programs-'));
let eslint: ESLint;

beforeAll(() => {
  const write = (name: string, text: string): void => {
    writeFileSync(path.join(folder, name), text);
  };
  const compilerOptions = { lib: ['es2024'], types: [], strict: true, module: 'esnext' };
  write('tsconfig.json', JSON.stringify({ compilerOptions, include: ['*.ts', '*.vue'] }));
  write('later.ts', 'export async function later(): Promise<void> { await Promise.resolve(); }\n');
  write('plain.ts', "import { later } from './later';\nlater();\nvoid later();\n");
  write('command.ts', "#!/usr/bin/env node\nimport { later } from './later';\nlater();\n");
  write(
    'Part.vue',
    '<template><p @click="() => later()">{{ 1 }}</p></template>\n\n<script setup lang="ts">\nimport { later } from \'./later\';\nlater();\n</script>\n',
  );
  const parser = createWholeProgramParser([[path.join(folder, 'tsconfig.json')]]);
  const parserOptions = { projectService: true, extraFileExtensions: ['.vue'] };
  eslint = new ESLint({
    cwd: folder,
    overrideConfigFile: true,
    overrideConfig: [
      {
        files: ['*.ts', '*.vue'],
        plugins: { '@typescript-eslint': tseslint.plugin },
        rules: { '@typescript-eslint/no-floating-promises': 'error' },
      },
      { files: ['*.ts'], languageOptions: { parser, parserOptions } },
      {
        files: ['*.vue'],
        languageOptions: { parser: vueParser, parserOptions: { ...parserOptions, parser } },
      },
    ],
  });
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

it.each([
  ['plain.ts', [2]],
  ['command.ts', [3]],
  ['Part.vue', [5]],
  ['later.ts', []],
])('finds by its types in %s what is wrong, on its line', async (name, lines) => {
  const [result] = await eslint.lintFiles([name]);
  expect(result?.messages.map(({ ruleId, line }) => [ruleId, line])).toEqual(
    lines.map((line) => ['@typescript-eslint/no-floating-promises', line]),
  );
});
