import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

const root = path.join(import.meta.dirname, '..', '..', '..');

/** What the sources of the app say, read as syntax where they are TypeScript. */
export interface SourceFacts {
  /** The preferences of every window that the sources make, as they are written. */
  readonly webPreferences: () => readonly Readonly<Record<string, string>>[];
  /** Every call or `new` of something that is called so, as `file: arguments`. */
  readonly callsOf: (name: string) => readonly string[];
  /** Every identifier and text that fits, as `file: what`. Comments are left out. */
  readonly wordsLike: (pattern: RegExp) => readonly string[];
  /** Every line of the page's sources that fits, as `file: line`. */
  readonly pageLinesLike: (pattern: RegExp) => readonly string[];
  /** A text file of the project. */
  readonly projectFile: (file: string) => string;
}

/** A file of the project, with something else in it than is on the disk. */
export interface ChangedFile {
  readonly file: string;
  readonly text: string;
}

function readText(file: string): string {
  return readFileSync(path.join(root, file), 'utf8');
}

function filesBelow(folder: string, ends: RegExp): readonly string[] {
  return readdirSync(path.join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && ends.test(entry.name))
    .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)));
}

interface Call {
  readonly name: string;
  /** As they are written. */
  readonly inputs: string;
}

/** What is asked of a source, taken out of it once. */
interface ParsedSource {
  readonly preferences: readonly Readonly<Record<string, string>>[];
  readonly calls: readonly Call[];
  readonly words: readonly string[];
}

/** A property `webPreferences` in any spelling, and its value. */
function preferencesIn(node: ts.Node): Readonly<Record<string, string>> | undefined {
  if (ts.isShorthandPropertyAssignment(node) && node.name.getText() === 'webPreferences') {
    return { unreadable: 'yes' };
  }
  if (!ts.isPropertyAssignment(node) || node.name.getText() !== 'webPreferences') return undefined;
  if (!ts.isObjectLiteralExpression(node.initializer)) return { unreadable: 'yes' };
  return Object.fromEntries(
    node.initializer.properties.map((property) => [
      property.name?.getText() ?? property.getText(),
      ts.isPropertyAssignment(property) ? property.initializer.getText() : '',
    ]),
  );
}

function callIn(node: ts.Node): Call | undefined {
  if (!ts.isCallExpression(node) && !ts.isNewExpression(node)) return undefined;
  const called = node.expression;
  const last = ts.isPropertyAccessExpression(called) ? called.name : called;
  const inputs = (node.arguments ?? []).map((one) => one.getText()).join(', ');
  return { name: last.getText(), inputs };
}

function parse(file: string, text: string): ParsedSource {
  const preferences: Readonly<Record<string, string>>[] = [];
  const calls: Call[] = [];
  const words: string[] = [];
  const visit = (node: ts.Node): void => {
    const found = preferencesIn(node);
    if (found !== undefined) preferences.push(found);
    const call = callIn(node);
    if (call !== undefined) calls.push(call);
    if (ts.isIdentifier(node) || ts.isStringLiteralLike(node) || ts.isTemplateExpression(node)) {
      words.push(node.getText());
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true));
  return { preferences, calls, words };
}

/** Everything in `main/` and `preload/`: what runs inside Electron. */
const appFiles = ['main', 'preload'].flatMap((folder) => filesBelow(folder, /\.ts$/));
const parsed = new Map(appFiles.map((file) => [file, parse(file, readText(file))]));
const pageFiles = filesBelow('renderer', /\.(vue|ts|html|css)$/);

/** The facts of the project, or of one in which a file is another. */
export function readSourceFacts(changed?: ChangedFile): SourceFacts {
  const projectFile = (file: string): string =>
    changed?.file === file ? changed.text : readText(file);
  const sources =
    changed !== undefined && parsed.has(changed.file)
      ? new Map(parsed).set(changed.file, parse(changed.file, changed.text))
      : parsed;

  return {
    projectFile,
    webPreferences: () => [...sources.values()].flatMap(({ preferences }) => preferences),
    callsOf: (wanted) =>
      [...sources].flatMap(([file, { calls }]) =>
        calls.filter(({ name }) => name === wanted).map(({ inputs }) => `${file}: ${inputs}`),
      ),
    wordsLike: (pattern) =>
      [...sources].flatMap(([file, { words }]) =>
        words.filter((word) => pattern.test(word)).map((word) => `${file}: ${word}`),
      ),
    pageLinesLike: (pattern) =>
      pageFiles.flatMap((file) =>
        projectFile(file)
          .split('\n')
          .filter((line) => pattern.test(line))
          .map((line) => `${file}: ${line.trim()}`),
      ),
  };
}

export const sourceFacts: SourceFacts = readSourceFacts();
