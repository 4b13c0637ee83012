import { ESLint } from 'eslint';
import tseslint from 'typescript-eslint';
import { describe, expect, it } from 'vitest';
import { projectRoot } from './project-files.ts';

const eslint = new ESLint({ cwd: projectRoot });

/** The rules that a text breaks, were it the text of that file (which must be there). */
async function rulesBrokenBy(filePath: string, text: string): Promise<ReadonlySet<string | null>> {
  const results = await eslint.lintText(text, { filePath });
  return new Set(results.flatMap(({ messages }) => messages.map(({ ruleId }) => ruleId)));
}

describe('the linter', () => {
  it('accepts a plain file', async () => {
    const text = '/** Adds. */\nexport const add = (a: number, b: number): number => a + b;\n';
    expect(await rulesBrokenBy('shared/errors.ts', text)).toEqual(new Set());
  });

  it.each([
    ['main/engine/api.ts', 'export const now = Date.now();', 'no-restricted-properties'],
    ['main/engine/api.ts', 'export const now = new Date();', 'no-restricted-syntax'],
    ['main/engine/api.ts', 'export const dice = Math.random();', 'no-restricted-properties'],
    ['main/engine/api.ts', 'setTimeout(() => undefined, 1);', 'no-restricted-globals'],
    ['shared/errors.ts', "export const home = process.env['HOME'];", 'no-restricted-globals'],
    ['shared/errors.ts', "import '../main/engine/face.ts';", 'ferry/layers'],
    ['main/engine/api.ts', "export { app } from 'electron';", 'ferry/layers'],
    ['main/transfer/transport.ts', "import 'valibot';", 'ferry/layers'],
    ['main/transfer/transport.ts', "import 'fs';", 'no-restricted-imports'],
    ['main/transfer/transport.ts', "console.log('here');", 'no-console'],
    ['main/transfer/transport.ts', 'export default 1;', 'no-restricted-syntax'],
    ['main/transfer/transport.ts', "export * from 'node:fs';", 'no-restricted-syntax'],
    ['main/transfer/transport.ts', 'ipcMain.handle();', 'no-restricted-syntax'],
    ['main/transfer/transport.ts', 'window.webContents.send();', 'no-restricted-syntax'],
    ['shared/errors.ts', 'Promise.resolve();', '@typescript-eslint/no-floating-promises'],
    ['shared/errors.ts', 'export const a: any = 1;', '@typescript-eslint/no-explicit-any'],
    ['shared/errors.ts', 'export interface IUnit { a: 1 }', '@typescript-eslint/naming-convention'],
    ['shared/errors.ts', '// @ts-expect-error why not\na();', '@typescript-eslint/ban-ts-comment'],
    [
      'shared/errors.ts',
      "export function f(a: 'x' | 'y') { switch (a) { case 'x': return 1; } return 2; }",
      '@typescript-eslint/switch-exhaustiveness-check',
    ],
    [
      'shared/errors.ts',
      "import { Transfer } from './transfer.ts'; export type A = Transfer;",
      '@typescript-eslint/consistent-type-imports',
    ],
  ])('refuses in %s: %s', async (filePath, text, rule) => {
    expect(await rulesBrokenBy(filePath, text)).toContain(rule);
  });

  it('lets no comment switch a rule off', async () => {
    const text = '/* eslint-disable eqeqeq */\nexport const same = (a: number) => a == 1;\n';
    expect(await rulesBrokenBy('shared/errors.ts', text)).toContain('eqeqeq');
  });

  it('lets no test be switched off or alone', async () => {
    // Never run: what a mistaken test looks like, for the linter alone.
    const text = [
      "import { expect, it } from 'vitest';",
      "it.skip('a', () => expect(1).toBe(1));",
      "it.only('b', () => expect(1).toBe(1));",
      "it('c', () => undefined);",
      "it.skipIf(process.platform === 'win32')('d', () => expect(1).toBe(1));",
    ].join('\n');
    // These rules need no types, and those of all tests take seconds.
    const untyped = new ESLint({
      cwd: projectRoot,
      overrideConfig: [tseslint.configs.disableTypeChecked],
    });
    const results = await untyped.lintText(text, { filePath: 'test/architecture/lint.test.ts' });
    const found = results.flatMap(({ messages }) =>
      messages.map(({ ruleId, line }) => `${line.toString()} ${ruleId ?? ''}`),
    );
    expect(found).toEqual([
      '2 vitest/no-disabled-tests',
      '3 vitest/no-focused-tests',
      '4 vitest/expect-expect',
    ]);
  });
});
