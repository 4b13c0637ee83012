import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { findApp, parseCommandLine } from '../command-line.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'host-app-'));

afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe('parseCommandLine', () => {
  it('separates modules to preload, switches and the app', () => {
    const values = ['-r', 'loader.js', '--no-sandbox', '--remote-debugging-port=0', 'app', 'x.txt'];
    expect(parseCommandLine(values)).toEqual({
      preloads: ['loader.js'],
      switches: new Map([
        ['no-sandbox', ''],
        ['remote-debugging-port', '0'],
      ]),
      app: 'app',
    });
  });

  it('leaves an -r after the app to the app', () => {
    const { preloads, app } = parseCommandLine(['app', '-r', 'report.txt']);
    expect({ preloads, app }).toEqual({ preloads: [], app: 'app' });
  });

  it('reads switches after the app as well', () => {
    expect(parseCommandLine(['app', '--user-data-dir=/a=b']).switches.get('user-data-dir')).toBe(
      '/a=b',
    );
  });
});

describe('findApp', () => {
  it('prefers the product name and finds the main module', () => {
    const manifest = { name: 'a', productName: 'Product', version: '2.0.0', main: 'out/main.js' };
    writeFileSync(path.join(folder, 'package.json'), JSON.stringify(manifest));
    expect(findApp(folder)).toEqual({
      directory: folder,
      main: path.join(folder, 'out/main.js'),
      name: 'Product',
      version: '2.0.0',
    });
  });

  it('runs a bare script', () => {
    const script = path.join(folder, 'script.cjs');
    writeFileSync(script, '');
    expect(findApp(script)).toMatchObject({ directory: folder, main: script });
  });
});
