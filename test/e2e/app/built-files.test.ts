import { describe, expect, it } from 'vitest';
import { bytesOf, mainAtStart, pageAtStart, pageScripts, textOf } from '../helpers/built-files.ts';

/** The bundler names the source of every module that it puts into a file. */
const sourceName = /^\/\/ ((?:main|shared|sandbox)\/[\w./-]+\.ts)$/gm;

describe('main, before the window', () => {
  const { files, packages } = mainAtStart();

  it('loads no package but the one that checks calls', () => {
    const foreign = [...packages].filter((name) => !name.startsWith('node:'));
    expect(foreign.sort()).toEqual(['electron', 'valibot']);
  });

  it('loads nothing of the queue', () => {
    const sources = [...textOf(files).matchAll(sourceName)].map(([, name = '']) => name);
    expect(sources).toContain('main/desktop/window/main-window.ts');
    const others = sources.filter((name) => !/^(main\/desktop|shared)\/|^main\/index/.test(name));
    expect(others).toEqual([]);
  });

  // 163 kB in November 2026, with the panel at the tray, undo, the shortcut and the menu of macOS.
  it('is small', () => {
    expect(bytesOf(files)).toBeLessThan(167_000);
  });
});

describe('the page, before its first frame', () => {
  const { files, packages } = pageAtStart();
  const atStart = textOf(files);
  const later = textOf(pageScripts().filter((file) => !files.has(file)));

  it('loads everything from beside it', () => {
    expect([...packages]).toEqual([]);
  });

  // Whatever speaks names its messages, and so tells which view it belongs to.
  it.each([
    ['the settings', /[`'"]settings\./],
    ['the details', /[`'"]details\./],
    ['the form of an account', /[`'"]connect\.(?!diagnose)/],
    ['the upload sheet', /[`'"]upload\.(?!storage|acls)/],
    ['the question about existing files', /[`'"]conflict\./],
    ['an opened upload', /[`'"]opened\./],
    ['the list of keys', /[`'"]shortcuts\.(?!title)/],
    ['the curve of the speed', /u-over/],
    ['English', /Drop files or folders anywhere/],
    ['Chinese', /\p{Script=Han}/u],
  ])('leaves %s for later', (_what, mark) => {
    expect(later).toMatch(mark);
    expect(mark.exec(atStart)?.[0]).toBeUndefined();
  });

  // 432 kB in November 2026, with the rows of an opened upload, which the list draws without Vue.
  // Load what does not fit on demand.
  it('loads less than 440 kB', () => {
    expect(bytesOf(files)).toBeLessThan(440_000);
  });
});
