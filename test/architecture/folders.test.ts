import { posix } from 'node:path';
import { describe, expect, it } from 'vitest';
import { layerTable } from '../../scripts/lint/layer-table.js';
import { exportedNames, exportedValues, countNames } from './exported-names.ts';
import { findCircles, type ImportGraph } from './import-circles.ts';
import { listCodeFiles, listProjectFiles, readCode, readProjectFile } from './project-files.ts';
import { readImports } from './read-imports.ts';

const mostReadmeLines = 15;
/** Folders of the table whose file patterns name a folder: `main/oss/**` is `main/oss`. */
const layerFolders = layerTable
  .map(({ files }) => /^([\w/-]+)\/\*\*$/.exec(files)?.[1])
  .filter((folder) => folder !== undefined);
const product = /^(main|shared|preload|renderer|sandbox)\//;
/** Compiled to WebAssembly, whose exports are called by name. */
const assembly = /^main\/transfer\/assembly\//;
/** The same texts once in each language. */
const inOneLanguage = /^renderer\/locales\/(en|zh-cn)\//;

function readGraph(paths: readonly string[]): ImportGraph {
  return new Map(
    paths.map((path) => {
      const specifiers = readImports(path, readCode(path)).map(({ specifier = '' }) => specifier);
      const local = specifiers.filter((specifier) => specifier.startsWith('.'));
      const targets = local.map((specifier) =>
        posix.join(posix.dirname(path), specifier.replace(/\?.*$/, '')),
      );
      return [path, targets];
    }),
  );
}

describe('the folders of the layers', () => {
  const files = new Set(listProjectFiles());

  it.each(layerFolders)('%s says in a README what lives there', (folder) => {
    const path = `${folder}/README.md`;
    expect(files).toContain(path);
    const lines = readProjectFile(path).trimEnd().split('\n');
    expect(lines.length).toBeLessThanOrEqual(mostReadmeLines);
  });

  it('are all found', () => {
    expect(layerFolders).toEqual(expect.arrayContaining(['shared', 'main/engine', 'renderer']));
  });
});

describe('imports', () => {
  it('never run in a circle, type imports included', () => {
    const graph = readGraph(listCodeFiles().filter((path) => !path.startsWith('test/')));
    expect(findCircles(graph)).toEqual([]);
  });

  it('are found out when they do', () => {
    const graph = new Map([
      ['a.ts', ['b.ts']],
      ['b.ts', ['c.ts', 'd.ts']],
      ['c.ts', ['a.ts']],
      ['d.ts', ['elsewhere.ts']],
      ['e.ts', ['e.ts']],
    ]);
    expect(findCircles(graph)).toEqual([['a.ts', 'b.ts', 'c.ts'], ['e.ts']]);
  });
});

describe('exported names', () => {
  it('stand for one thing each', () => {
    const paths = listCodeFiles().filter((path) => product.test(path) && !inOneLanguage.test(path));
    const places = paths.flatMap((path) =>
      exportedNames(path, readCode(path)).map((name) => ({ name, path })),
    );
    const groups = [...Map.groupBy(places, ({ name }) => name)];
    const shared = groups.filter(([, found]) => found.length > 1);
    expect(shared.map(([name, found]) => [name, ...found.map(({ path }) => path)])).toEqual([]);
  });

  // What only tests call is dead in the product, whatever calls it keeps it alive there.
  it('are used in the product, and by another file', () => {
    const paths = listCodeFiles();
    const edges = [...readGraph(paths)].flatMap(([user, targets]) =>
      targets.map((target) => ({ user, target })),
    );
    const importers = Map.groupBy(edges, ({ target }) => target);
    const names = new Map(paths.map((path) => [path, countNames(path, readCode(path))]));
    const unused = paths
      .filter((path) => product.test(path) && !path.endsWith('.d.ts') && !assembly.test(path))
      .flatMap((path) =>
        exportedValues(path, readCode(path))
          .filter((name) => {
            const users = (importers.get(path) ?? [])
              .map(({ user }) => user)
              .filter((user) => names.get(user)?.has(name));
            const inProduct = users.filter((user) => !user.startsWith('test/'));
            const atHome = (names.get(path)?.get(name) ?? 0) > 1;
            return inProduct.length === 0 && (users.length === 0 || !atHome);
          })
          .map((name) => `${path} ${name}`),
      );
    expect(unused).toEqual([]);
  });

  it('are read from every kind of declaration', () => {
    const text = [
      'export const { a, b: [c] } = read();',
      'export async function d() {}',
      'export abstract class E {}',
      'export interface F {}',
      "export type G = 'g';",
      'const kept = 1;',
    ].join('\n');
    expect(exportedNames('x.ts', text)).toEqual(['a', 'c', 'd', 'E', 'F', 'G']);
    expect(exportedValues('x.ts', text)).toEqual(['a', 'c', 'd', 'E']);
  });
});
