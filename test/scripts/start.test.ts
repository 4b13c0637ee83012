import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { projectRoot } from '../architecture/project-files.ts';

/** A clone whose programs record that they were called, and with which arguments. */
let clone: string;
beforeEach(() => {
  clone = realpathSync(mkdtempSync(join(tmpdir(), 'ferry-start-')));
  mkdirSync(join(clone, 'scripts'));
  for (const name of ['scripts/start.ts', 'scripts/electron-executable.ts']) {
    copyFileSync(join(projectRoot, name), join(clone, name));
  }
  write('package.json', '{ "type": "module" }');
  write('node_modules/electron/package.json', '{}');
  write('node_modules/electron/install.js', note('fetched', 'process.exit(1);'));
  write('node_modules/electron-vite/package.json', '{}');
  write('node_modules/electron-vite/bin/electron-vite.js', note('built'));
});
afterEach(() => {
  rmSync(clone, { recursive: true });
});

function write(name: string, text: string): void {
  mkdirSync(join(clone, dirname(name)), { recursive: true });
  writeFileSync(join(clone, name), text);
}

function note(what: string, after = ''): string {
  const file = JSON.stringify(join(clone, 'notes.txt'));
  const line = `[${JSON.stringify(what)}, ...process.argv.slice(2)].join(' ') + '\\n'`;
  return `require('node:fs').appendFileSync(${file}, ${line});\n${after}`;
}

/** Puts Electron where its package puts it. */
function installElectron(after = ''): void {
  write('node_modules/electron/path.txt', 'electron');
  writeElectron('node_modules/electron/dist/electron', after);
}

function writeElectron(name: string, after = ''): void {
  write(name, `#!${process.execPath}\n${note('opened', after)}`);
  chmodSync(join(clone, name), 0o755);
}

function start(words: readonly string[] = [], environment: NodeJS.ProcessEnv = {}) {
  const { ELECTRON_OVERRIDE_DIST_PATH: _, ...inherited } = process.env;
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(clone, 'scripts/start.ts'), ...words],
    { cwd: clone, env: { ...inherited, ...environment }, encoding: 'utf8' },
  );
  const notes = existsSync(join(clone, 'notes.txt'))
    ? readFileSync(join(clone, 'notes.txt'), 'utf8').trimEnd().split('\n')
    : [];
  return { status, stdout, complaint: stderr.trim(), notes };
}

const built = 'built build --log-level warn';

describe('npm start where Electron cannot be had', () => {
  it('says so in one sentence, with the mirror and the demo, and builds nothing', () => {
    const { status, complaint, notes } = start();
    expect(status).toBe(1);
    expect(complaint.split('\n')).toHaveLength(1);
    expect(complaint).toMatch(/^Electron's executable could not be fetched: .*\.$/);
    expect(complaint).toContain('ELECTRON_MIRROR');
    expect(complaint).toContain('npm run demo');
    expect(notes).toEqual(['fetched']);
  });

  it('downloads nothing when the user named a folder, and names it', () => {
    const { status, complaint, notes } = start([], { ELECTRON_OVERRIDE_DIST_PATH: clone });
    expect(status).toBe(1);
    expect(complaint.split('\n')).toHaveLength(1);
    expect(complaint).toContain(`There is no Electron in ${clone}`);
    expect(complaint).toContain('npm run demo');
    expect(notes).toEqual([]);
  });
});

// A script stands for the executable, which Windows would not start.
describe.runIf(process.platform === 'linux')('npm start where Electron is', () => {
  it('builds the app and opens it, with what it was given', () => {
    installElectron();
    const { status, complaint, notes } = start(['--hidden', 'a b.txt']);
    expect(complaint).toBe('');
    expect(status).toBe(0);
    expect(notes).toEqual([built, `opened ${clone}/ --hidden a b.txt`]);
  });

  it('fetches it first where it is missing, and says how much that is', () => {
    const fetched = join(clone, 'fetched');
    writeElectron('fetched');
    const folder = JSON.stringify(join(clone, 'node_modules/electron'));
    const install = `
      const { mkdirSync, renameSync, writeFileSync } = require('node:fs');
      mkdirSync(${folder} + '/dist');
      renameSync(${JSON.stringify(fetched)}, ${folder} + '/dist/electron');
      writeFileSync(${folder} + '/path.txt', 'electron');`;
    write('node_modules/electron/install.js', note('fetched', install));
    const { status, stdout, notes } = start();
    expect(status).toBe(0);
    expect(stdout).toContain('120 MB');
    expect(notes).toEqual(['fetched', built, `opened ${clone}/`]);
  });

  it('takes it from the folder that was named', () => {
    write('elsewhere/package.json', '{}');
    writeElectron('elsewhere/electron');
    const folder = join(clone, 'elsewhere');
    const { status, notes } = start([], { ELECTRON_OVERRIDE_DIST_PATH: folder });
    expect(status).toBe(0);
    expect(notes).toEqual([built, `opened ${clone}/`]);
  });

  it.each([
    ['the code of the app', 'process.exit(3);', 3],
    ['1 for an app that was killed', "process.kill(process.pid, 'SIGKILL');", 1],
  ])('ends with %s', (_what, after, code) => {
    installElectron(after);
    expect(start().status).toBe(code);
  });

  it('opens nothing that could not be built', () => {
    installElectron();
    write('node_modules/electron-vite/bin/electron-vite.js', note('built', 'process.exit(1);'));
    expect(start()).toMatchObject({ status: 1, notes: [built] });
  });

  it('says which executable could not be started', () => {
    installElectron();
    chmodSync(join(clone, 'node_modules/electron/dist/electron'), 0o644);
    const { status, complaint } = start();
    expect(status).toBe(1);
    expect(complaint).toMatch(/electron could not be started: .*EACCES/);
  });
});
