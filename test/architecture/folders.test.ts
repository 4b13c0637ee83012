import { posix } from 'node:path';
import { describe, expect, it } from 'vitest';
import { layerTable } from '../../scripts/lint/layer-table.js';
import { exportedNames, exportedValues } from './exported-names.ts';
import { findCircles, type ImportGraph } from './import-circles.ts';
import { parseCode, readFacts } from './code-facts.ts';
import { listProjectFiles, readProjectFile } from './project-files.ts';

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

const facts = readFacts();

/** The files that each code file imports, those outside the project left out. */
function readGraph(): ImportGraph {
  return new Map(
    [...facts].map(([path, { imports }]) => {
      const local = imports
        .map(({ specifier = '' }) => specifier)
        .filter((to) => to.startsWith('.'));
      const folder = posix.dirname(path);
      return [path, local.map((to) => posix.join(folder, to.replace(/\?.*$/, '')))];
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
    const files = [...readGraph()].filter(([path]) => !path.startsWith('test/'));
    expect(findCircles(new Map(files))).toEqual([]);
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
    const files = [...facts].filter(([path]) => product.test(path) && !inOneLanguage.test(path));
    const places = files.flatMap(([path, { exportedNames: names }]) =>
      names.map((name) => ({ name, path })),
    );
    const groups = [...Map.groupBy(places, ({ name }) => name)];
    const shared = groups.filter(([, found]) => found.length > 1);
    expect(shared.map(([name, found]) => [name, ...found.map(({ path }) => path)])).toEqual([]);
  });

  // What only tests call is dead in the product, whatever calls it keeps it alive there.
  it('are used in the product, and by another file', () => {
    const edges = [...readGraph()].flatMap(([user, targets]) =>
      targets.map((target) => ({ user, target })),
    );
    const importers = Map.groupBy(edges, ({ target }) => target);
    const unused = [...facts]
      .filter(([path]) => product.test(path) && !path.endsWith('.d.ts') && !assembly.test(path))
      .flatMap(([path, { exportedValues: values, nameCounts }]) =>
        values
          .filter((name) => {
            const users = (importers.get(path) ?? [])
              .map(({ user }) => user)
              .filter((user) => facts.get(user)?.nameCounts.has(name));
            const inProduct = users.filter((user) => !user.startsWith('test/'));
            const atHome = (nameCounts.get(name) ?? 0) > 1;
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
    const source = parseCode('x.ts', text);
    expect(exportedNames(source)).toEqual(['a', 'c', 'd', 'E', 'F', 'G']);
    expect(exportedValues(source)).toEqual(['a', 'c', 'd', 'E']);
  });
});
