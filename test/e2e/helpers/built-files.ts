import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { appFolder } from './launch-ferry.ts';

const mainFolder = path.join(appFolder, 'out', 'main');
const pageFolder = path.join(appFolder, 'out', 'renderer');

/** Built files that are loaded together. */
export interface LoadedFiles {
  /** Absolute paths. */
  readonly files: ReadonlySet<string>;
  /** Packages and modules of Node or Electron, as they are named in the files. */
  readonly packages: ReadonlySet<string>;
}

/** What main loads before its first line runs. */
export function mainAtStart(): LoadedFiles {
  return loadedBy([path.join(mainFolder, 'index.js')]);
}

/** What the page loads before its first line runs, style sheets left aside. */
export function pageAtStart(): LoadedFiles {
  const html = readFileSync(path.join(pageFolder, 'index.html'), 'utf8');
  const named = [...html.matchAll(/(?:src|href)="\.\/(assets\/[^"]+\.js)"/g)];
  return loadedBy(named.map(([, file = '']) => path.join(pageFolder, file)));
}

/** Every script of the page, also those that most starts never load. */
export function pageScripts(): readonly string[] {
  const folder = path.join(pageFolder, 'assets');
  return readdirSync(folder)
    .filter((name) => name.endsWith('.js'))
    .map((name) => path.join(folder, name));
}

export function textOf(files: Iterable<string>): string {
  return [...files].map((file) => readFileSync(file, 'utf8')).join('\n');
}

export function bytesOf(files: Iterable<string>): number {
  return [...files].reduce((sum, file) => sum + statSync(file).size, 0);
}

/** Follows static imports only: a dynamic one is what keeps a file out of the start. */
function loadedBy(entries: readonly string[]): LoadedFiles {
  const files = new Set<string>();
  const packages = new Set<string>();

  function load(file: string): void {
    if (files.has(file)) return;
    if (!existsSync(file)) throw new Error(`${file} was not built.`);
    files.add(file);
    for (const specifier of staticImports(file)) {
      if (specifier.startsWith('.')) load(path.resolve(path.dirname(file), specifier));
      else packages.add(specifier);
    }
  }

  for (const entry of entries) load(entry);
  return { files, packages };
}

function staticImports(file: string): readonly string[] {
  const text = readFileSync(file, 'utf8');
  const { statements } = ts.createSourceFile(file, text, ts.ScriptTarget.Latest);
  return statements.flatMap((statement) =>
    (ts.isImportDeclaration(statement) || ts.isExportDeclaration(statement)) &&
    statement.moduleSpecifier !== undefined &&
    ts.isStringLiteralLike(statement.moduleSpecifier)
      ? [statement.moduleSpecifier.text]
      : [],
  );
}
