import { isBuiltin } from 'node:module';
import { describe, expect, it } from 'vitest';
import { findLayer, findLayerProblem, packageOf } from '../../scripts/lint/layer-rules.js';
import { parseCode, readFacts } from './code-facts.ts';
import { readProjectFile } from './project-files.ts';
import { type ReadImport, readImports } from './read-imports.ts';

interface Manifest {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}

/** Layers whose packages no user gets as such: the window is bundled, the others are not shipped. */
const notShipped = /^(renderer|test|scripts)\/|^[^/]+$/;

const manifest = JSON.parse(readProjectFile('package.json')) as Manifest;

function problemsOf(path: string, imports: readonly ReadImport[]): readonly string[] {
  return imports.flatMap(({ specifier, typeOnly, line }) => {
    const problem =
      specifier === undefined
        ? unknownTarget(path)
        : (findLayerProblem({ from: path, specifier, typeOnly }) ?? undeclared(path, specifier));
    return problem === undefined ? [] : [`${path}:${line.toString()} ${problem}`];
  });
}

function unknownTarget(path: string): string | undefined {
  return notShipped.test(path) ? undefined : 'imports a path that only running it would show';
}

function undeclared(path: string, specifier: string): string | undefined {
  const name = packageOf(specifier);
  // The executable brings this module along.
  if (name === undefined || name === 'electron') return undefined;
  if (name in manifest.dependencies) return undefined;
  if (notShipped.test(path) && name in manifest.devDependencies) return undefined;
  return `imports ${name}, which package.json does not list for it`;
}

describe('the layers of the source', () => {
  const facts = readFacts();

  it('has a layer for every file', () => {
    const paths = [...facts.keys()];
    expect(paths.filter((path) => findLayer(path) === undefined)).toEqual([]);
  });

  it('imports only what the table allows', () => {
    const problems = [...facts].flatMap(([path, { imports }]) => problemsOf(path, imports));
    expect(problems).toEqual([]);
  });

  it('was read at all', () => {
    const imports = [...facts.values()].flatMap((file) => file.imports);
    expect(imports.some(({ specifier }) => specifier === '../../shared/transfer.ts')).toBe(true);
    expect(imports.some(({ specifier }) => isBuiltin(specifier ?? ''))).toBe(true);
  });
});

describe('the table', () => {
  it.each([
    ['shared/settings.ts', "import * as v from 'valibot';"],
    ['shared/settings.ts', "import { assertNever } from './assert-never.ts';"],
    ['main/engine/scan.ts', "import type { Clock } from './ports/clock.ts';"],
    ['main/engine/scan.ts', "import { errorCodes } from '../../shared/errors.ts';"],
    ['main/oss/ali-oss/client.ts', "import OSS from 'ali-oss';"],
    ['main/oss/put.ts', "import type OSS from 'ali-oss';"],
    ['main/oss/put.ts', "import type { ObjectStore } from '../engine/ports/object-store.ts';"],
    ['main/oss/put.ts', "import { send } from '../transfer/transport.ts';"],
    ['main/transfer/pool.ts', "new Worker(new URL('./worker.ts', import.meta.url));"],
    ['main/transfer/proxy.ts', "import { HttpsProxyAgent } from 'https-proxy-agent';"],
    ['main/store/open.ts', "import Database from 'better-sqlite3';"],
    ['main/store/migrations/0001-first.ts', "import type { Database } from 'better-sqlite3';"],
    ['main/assembly.ts', "import { openStore } from './store/open.ts';"],
    ['main/cli/main.ts', "import { assemble } from '../assembly.ts';"],
    ['main/cli/main.ts', "import { createEngine } from '../engine/engine.ts';"],
    ['main/cli/main.ts', "import { Command } from 'commander';"],
    ['main/desktop/tray/tray.ts', "import { Tray } from 'electron';"],
    ['main/desktop/start/ferry.ts', "import type { OpenedQueue } from '../../opened-queue.ts';"],
    ['main/index.ts', "import { app } from 'electron';"],
    ['preload/bridge.ts', "import { webUtils } from 'electron';"],
    ['renderer/app.ts', "import { createPinia } from 'pinia';"],
    ['sandbox/main.ts', "import { createServer } from 'node:http';"],
    ['test/shared/units.test.ts', "import { it } from 'vitest';"],
  ])('allows %s: %s', (path, text) => {
    expect(problemsOf(path, readImports(parseCode(path, text)))).toEqual([]);
  });

  it.each([
    ['shared/settings.ts', "import { join } from 'node:path';"],
    ['shared/settings.ts', "import type { Clock } from '../main/engine/ports/system.ts';"],
    ['main/engine/scan.ts', "import { readdir } from 'node:fs/promises';"],
    ['main/engine/scan.ts', "import * as v from 'valibot';"],
    ['main/engine/scan.ts', "import { openStore } from '../store/open.ts';"],
    ['main/engine/scan.ts', "await import('electron');"],
    ['main/oss/put.ts', "import OSS from 'ali-oss';"],
    ['main/oss/put.ts', "import { createEngine } from '../engine/engine.ts';"],
    ['main/oss/put.ts', "import { thing } from '../engine/ports/object-store.ts';"],
    ['main/oss/put.ts', "import { pool } from '../transfer/pool.ts';"],
    ['main/oss/put.ts', "import type { Row } from '../store/open.ts';"],
    ['main/transfer/pool.ts', "new Worker(new URL('../store/worker.ts', import.meta.url));"],
    ['main/transfer/pool.ts', "import OSS from 'ali-oss';"],
    ['main/store/open.ts', "const electron = require('electron');"],
    ['main/assembly.ts', "import { main } from './cli/main.ts';"],
    ['main/assembly.ts', "import { app } from 'electron';"],
    ['main/cli/main.ts', "import { schedule } from '../engine/scheduler.ts';"],
    ['main/cli/main.ts', "import { startServer } from '../../sandbox/server.ts';"],
    ['main/desktop/start/ferry.ts', "import { openQueue } from '../../app/open-queue.ts';"],
    ['main/app/open-queue.ts', "import type { Thing } from '../desktop/start/ferry.ts';"],
    ['main/desktop/tray/tray.ts', "import { openStore } from '../../store/open.ts';"],
    ['preload/bridge.ts', "import { readFileSync } from 'node:fs';"],
    ['renderer/app.ts', "import { ipcRenderer } from 'electron';"],
    ['sandbox/main.ts', "import { parsePartSize } from '../shared/units.ts';"],
    ['sandbox/main.ts', "export { parse } from 'valibot';"],
    ['sandbox/main.ts', "type Sdk = import('ali-oss').Options;"],
    ['sandbox/main.ts', 'await import(process.argv[2]);'],
    ['test/shared/units.test.ts', "import { it } from 'mocha';"],
    ['test/shared/units.test.ts', "import { secret } from '../../../elsewhere/secret.ts';"],
    ['main/updates/feed.ts', "import { join } from 'node:path';"],
    ['helpers/join.ts', "import { join } from 'node:path';"],
  ])('refuses %s: %s', (path, text) => {
    expect(problemsOf(path, readImports(parseCode(path, text)))).toHaveLength(1);
  });

  it('tells a type from a value', () => {
    const text = [
      "import type { A } from './a.ts';",
      "import { type B } from './b.ts';",
      "export type { C } from './c.ts';",
      "type D = import('./d.ts').D;",
    ].join('\n');
    expect(readImports(parseCode('x.ts', text))).toEqual([
      { specifier: './a.ts', typeOnly: true, line: 1 },
      { specifier: './b.ts', typeOnly: false, line: 2 },
      { specifier: './c.ts', typeOnly: true, line: 3 },
      { specifier: './d.ts', typeOnly: true, line: 4 },
    ]);
  });
});
