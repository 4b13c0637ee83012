import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

const root = path.join(import.meta.dirname, '..', '..', '..');

/** A source of the app that runs inside Electron. */
export interface AppSource {
  /** Relative to the project. */
  readonly file: string;
  readonly nodes: readonly ts.Node[];
}

function readFolder(folder: string): readonly AppSource[] {
  return readdirSync(path.join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => {
      const file = path.relative(root, path.join(entry.parentPath, entry.name));
      const text = readFileSync(path.join(root, file), 'utf8');
      const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
      return { file, nodes: nodesOf(source) };
    });
}

/** Everything in `main/` and `preload/`. */
export const appSources: readonly AppSource[] = ['main', 'preload'].flatMap(readFolder);

function nodesOf(source: ts.Node): readonly ts.Node[] {
  const nodes: ts.Node[] = [];
  const visit = (node: ts.Node): void => {
    nodes.push(node);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return nodes;
}

/** The preferences of every window that the sources make, as they are written. */
export function webPreferences(): readonly Readonly<Record<string, string>>[] {
  return appSources.flatMap(({ nodes }) =>
    nodes.flatMap((node) => {
      if (!ts.isPropertyAssignment(node) || node.name.getText() !== 'webPreferences') return [];
      if (!ts.isObjectLiteralExpression(node.initializer)) return [{ unreadable: 'yes' }];
      return [
        Object.fromEntries(
          node.initializer.properties.map((property) => [
            property.name?.getText() ?? property.getText(),
            ts.isPropertyAssignment(property) ? property.initializer.getText() : '',
          ]),
        ),
      ];
    }),
  );
}

/** Every call or `new` of something that is called so, as `file: arguments`. */
export function callsOf(name: string): readonly string[] {
  return appSources.flatMap(({ file, nodes }) =>
    nodes.flatMap((node) => {
      if (!ts.isCallExpression(node) && !ts.isNewExpression(node)) return [];
      const called = node.expression;
      const last = ts.isPropertyAccessExpression(called) ? called.name : called;
      if (last.getText() !== name) return [];
      return [`${file}: ${(node.arguments ?? []).map((one) => one.getText()).join(', ')}`];
    }),
  );
}

/** Every identifier and text of the sources that fits, as `file: what`. Comments are left out. */
export function wordsLike(pattern: RegExp): readonly string[] {
  return appSources.flatMap(({ file, nodes }) =>
    nodes
      .filter(
        (node) =>
          ts.isIdentifier(node) || ts.isStringLiteralLike(node) || ts.isTemplateExpression(node),
      )
      .map((node) => node.getText())
      .filter((text) => pattern.test(text))
      .map((text) => `${file}: ${text}`),
  );
}

/** A text file of the project. */
export function projectFile(file: string): string {
  return readFileSync(path.join(root, file), 'utf8');
}
