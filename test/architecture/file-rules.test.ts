import { describe, expect, it } from 'vitest';
import { findFileProblems } from './file-rules.ts';
import { parseCode, readFacts } from './code-facts.ts';
import { scriptsOf } from './project-files.ts';

const problemsOf = (path: string, text: string) => findFileProblems(parseCode(path, text));

describe('the code files', () => {
  const facts = readFacts();

  it('keep the habits of the project', () => {
    const problems = [...facts.values()].flatMap((file) => file.problems);
    expect(problems).toEqual([]);
  });
});

describe('the rules for files', () => {
  const fine =
    '/** Adds. */\nexport function add(a: number, b: number): number {\n  return a + b;\n}\n';

  it('accept a plain file', () => {
    expect(problemsOf('shared/add.ts', fine)).toEqual([]);
    expect(problemsOf('test/shared/add.test.ts', fine)).toEqual([]);
    expect(
      problemsOf('main/oss/ali-oss/ali-oss.d.ts', 'export default interface Sdk {}\n'),
    ).toEqual([]);
    expect(problemsOf('vitest.config.ts', 'export default {};\n')).toEqual([]);
  });

  it('read the scripts of a component and nothing else of it', () => {
    const component =
      '<script setup lang="ts">\nconst a: any = 1;\n</script>\n<template>// TODO</template>\n';
    const code = scriptsOf(component);
    expect(code.split('\n').map((line) => line.trim())).toEqual([
      '',
      'const a: any = 1;',
      '',
      '',
      '',
    ]);
    expect(problemsOf('renderer/RowList.vue', code)).toEqual(['renderer/RowList.vue says any']);
  });

  it('do not mistake text for code', () => {
    const text = "export const words = ['// TODO', `/* eslint-disable */ ${'any'}`, 'default'];\n";
    expect(problemsOf('shared/words.ts', text)).toEqual([]);
  });

  it.each([
    ['shared/Add.ts', fine, 'is not named in kebab-case (a component: in PascalCase)'],
    ['renderer/row-list.vue', fine, 'is not named in kebab-case (a component: in PascalCase)'],
    ['shared/add_numbers.ts', fine, 'is not named in kebab-case (a component: in PascalCase)'],
    ['shared/add.ts', 'a();\n'.repeat(401), 'has 401 lines, more than 400'],
    ['shared/add.ts', '/* eslint-disable eqeqeq */\na();\n', 'switches a check off'],
    ['shared/add.ts', 'a(); // eslint-disable-line eqeqeq\n', 'switches a check off'],
    ['shared/add.ts', '/* eslint eqeqeq: 0 */\na();\n', 'switches a check off'],
    ['shared/add.ts', 'a(\n  // @ts-expect-error wrong\n  b,\n);\n', 'switches a check off'],
    ['shared/add.ts', '// @ts-ignore\na();\n', 'switches a check off'],
    ['shared/add.ts', '// prettier-ignore\na();\n', 'switches a check off'],
    ['shared/add.ts', 'a();\n// TODO: b\n', 'leaves something to do'],
    ['shared/add.ts', '/** FIXME */\nexport const a = 1;\n', 'leaves something to do'],
    ['shared/add.ts', 'export const a: any = 1;\n', 'says any'],
    ['shared/add.ts', 'export type A = Record<string, readonly any[]>;\n', 'says any'],
    ['scripts/add.mjs', '/** @param {any} a */\nexport const b = (a) => a;\n', 'says any'],
    ['shared/add.ts', 'export default function add() {}\n', 'has a default export'],
    ['shared/add.ts', 'const a = 1;\nexport default a;\n', 'has a default export'],
    ['shared/add.ts', 'const a = 1;\nexport { a as default };\n', 'has a default export'],
    ['shared/all.ts', "export * from './add.ts';\n", 'only hands on what others export'],
  ])('refuse %s: %j', (path, text, problem) => {
    expect(problemsOf(path, text)).toEqual([`${path} ${problem}`]);
  });
});
