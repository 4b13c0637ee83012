import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { projectRoot } from '../architecture/project-files.ts';

const lock = {
  packages: { '': {}, 'node_modules/a': { version: '1.0.0', integrity: 'sha512-a' } },
};
const record = { packages: { 'node_modules/a': { version: '1.0.0', integrity: 'sha512-a' } } };

/** Stands where npm stands, writes down how it was called, and installs what `record` says. */
const npmThatInstalls = `
const { mkdirSync, writeFileSync } = require('node:fs');
writeFileSync('called.json', JSON.stringify(process.argv.slice(2)));
mkdirSync('node_modules', { recursive: true });
writeFileSync('node_modules/.package-lock.json', ${JSON.stringify(JSON.stringify(record))});
console.error('npm warn a wall of warnings');
`;

const npmWithoutNetwork = `
console.error('npm error code ENOTFOUND\\nnpm error network request failed');
process.exit(1);
`;

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ferry-setup-'));
  mkdirSync(join(folder, 'scripts'));
  for (const name of ['scripts/setup.mjs', 'scripts/setup-rules.mjs']) {
    copyFileSync(join(projectRoot, name), join(folder, name));
  }
  writeFileSync(join(folder, 'package.json'), '{}');
  writeFileSync(join(folder, 'package-lock.json'), JSON.stringify(lock));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

function setUp(npm: string): { code: number | null; said: string; complained: string } {
  const script = join(folder, 'npm-cli.js');
  writeFileSync(script, npm);
  const env = { ...process.env, npm_execpath: script, npm_node_execpath: process.execPath };
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(folder, 'scripts/setup.mjs')],
    { env, encoding: 'utf8' },
  );
  return { code: status, said: stdout, complained: stderr };
}

describe('the set-up', () => {
  it('installs what the lock file pins, in two lines, and then keeps quiet', () => {
    const first = setUp(npmThatInstalls);
    expect(first).toMatchObject({ code: 0, complained: '' });
    expect(first.said).toMatch(/^Setting up: .*\nSet up in \d+ s; Ferry runs on Node v.*\n$/);
    expect(JSON.parse(readFileSync(join(folder, 'called.json'), 'utf8'))).toEqual(
      expect.arrayContaining(['ci', '--ignore-scripts', '--loglevel=error']),
    );
    expect(setUp(npmWithoutNetwork)).toEqual({ code: 0, said: '', complained: '' });
  });

  it('installs again when the lock file has changed', () => {
    setUp(npmThatInstalls);
    const changed = { packages: { ...lock.packages, 'node_modules/b': { version: '2.0.0' } } };
    writeFileSync(join(folder, 'package-lock.json'), JSON.stringify(changed));
    expect(setUp(npmThatInstalls).said).toMatch(/^Setting up/);
  });

  it('says in one sentence why it could not, and what npm said last', () => {
    const { code, complained } = setUp(npmWithoutNetwork);
    expect(code).toBe(1);
    expect(complained.split('\n')).toEqual([
      expect.stringMatching(/^The packages could not be fetched: .*\.$/),
      'npm error code ENOTFOUND',
      'npm error network request failed',
      '',
    ]);
  });

  it('does not believe npm when it left no record of what it installed', () => {
    expect(setUp('')).toMatchObject({
      code: 1,
      complained: expect.stringMatching(/^npm could not write everything: /) as string,
    });
  });

  it('does not believe in a pinned Node that is not there', () => {
    const system = process.platform === 'win32' ? 'win' : process.platform;
    const name = `node-${system}-${process.arch}`;
    writeFileSync(
      join(folder, 'package.json'),
      JSON.stringify({ optionalDependencies: { [name]: '24.0.0' } }),
    );
    const { code, complained } = setUp(npmThatInstalls);
    expect(code).toBe(1);
    expect(complained).toMatch(/^The Node that Ferry pins was not installed: /);
  });
});
