import { describe, expect, it } from 'vitest';
import { listProjectFiles, readProjectFile } from './project-files.ts';
import { findTextProblems } from './text-rules.ts';

describe('the files of the project', () => {
  it('give nothing away of the machine they were written on', () => {
    const problems = listProjectFiles().flatMap((path) => {
      const text = readProjectFile(path);
      return text.includes('\0') ? [] : findTextProblems(path, text);
    });
    expect(problems).toEqual([]);
  });
});

describe('the rules for texts', () => {
  const host = ['registry', 'example', 'org'].join('.');
  const home = ['', 'home', 'lee', 'ferry'].join('/');

  it.each([
    ['docs/guide.md', 'See https://github.com/home/lee and ./work/ferry or ~/work/ferry.'],
    ['docs/guide.md', 'The registry. It is not a host.'],
    ['package-lock.json', '{ "version": "1.0.0", "integrity": "sha512-x" }'],
    ['.npmrc', 'save-exact=true\n'],
  ])('accept %s: %s', (path, text) => {
    expect(findTextProblems(path, text)).toEqual([]);
  });

  it.each([
    ['docs/guide.md', `npm install --registry https://${host}/`],
    ['.npmrc', 'save-exact=true\nregistry=https://packages.example.org/\n'],
    ['docs/guide.md', `Open ${home}.`],
    ['shared/a.ts', `export const a = '${home}';`],
    ['shared/a.ts', `export const a = 'C:${['', '', 'Users', '', 'lee'].join('\\')}';`],
    ['package-lock.json', '{ "resolved": "https://packages.example.org/a.tgz" }'],
  ])('refuse %s: %s', (path, text) => {
    expect(findTextProblems(path, text)).toHaveLength(1);
  });
});
