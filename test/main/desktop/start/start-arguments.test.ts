import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { readStartArguments } from '../../../../main/desktop/start/start-arguments.ts';

const here = resolve('/somewhere');

describe('readStartArguments', () => {
  it('takes files relative to where they were named', () => {
    const { paths } = readStartArguments(['ferry', 'a.txt', resolve('/b')], false, here);
    expect(paths).toEqual([resolve(here, 'a.txt'), resolve('/b')]);
  });

  it('takes files by their URLs, as file managers of Linux may name them', () => {
    const name = resolve('/somewhere/100 % 船.txt');
    const argv = ['ferry', pathToFileURL(name).href, 'file://elsewhere.example/%zz'];
    expect(readStartArguments(argv, false, here).paths).toEqual([name]);
  });

  it('leaves out the app itself in a clone, and all switches', () => {
    const argv = ['electron', '--inspect=0', '.', '--user-data-dir=/tmp/x', 'a.txt', ''];
    expect(readStartArguments(argv, true, here)).toEqual({
      paths: [resolve(here, 'a.txt')],
      links: [],
      hidden: false,
    });
  });

  it('distinguishes links from files', () => {
    const argv = ['ferry', 'ferry://settings/network', 'FERRY:connect'];
    const { links, paths } = readStartArguments(argv, false, here);
    expect(links).toEqual(['ferry://settings/network', 'FERRY:connect']);
    expect(paths).toEqual([]);
    expect(readStartArguments(['ferry', 'ferry.txt'], false, here).links).toEqual([]);
  });

  it('takes no file from a start that a link began', () => {
    const argv = ['ferry', 'ferry:x', 'secret.txt'];
    expect(readStartArguments(argv, false, here).paths).toEqual([]);
  });

  it('knows a start without a window', () => {
    expect(readStartArguments(['ferry', '--hidden'], false, here).hidden).toBe(true);
    expect(readStartArguments(['electron', '.', '--hidden'], true, here).hidden).toBe(true);
  });
});
