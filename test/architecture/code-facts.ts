import ts from 'typescript';
import { findFileProblems } from './file-rules.ts';
import { countNames, exportedNames, exportedValues } from './exported-names.ts';
import { listCodeFiles, readCode } from './project-files.ts';
import { readImports } from './read-imports.ts';
import type { ReadImport } from './read-imports.ts';

/** What the tests of the architecture read in one code file. */
export interface CodeFacts {
  readonly imports: readonly ReadImport[];
  readonly exportedNames: readonly string[];
  readonly exportedValues: readonly string[];
  /** How often the file mentions each name. */
  readonly nameCounts: ReadonlyMap<string, number>;
  /** What the file does against the project's habits. */
  readonly problems: readonly string[];
}

let facts: ReadonlyMap<string, CodeFacts> | undefined;

/** Parses a source, with the parents of its nodes. */
export function parseCode(path: string, text: string): ts.SourceFile {
  return ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
}

/** The facts of every code file, by path. Each file is parsed once for all tests of a process. */
export function readFacts(): ReadonlyMap<string, CodeFacts> {
  facts ??= new Map(
    listCodeFiles().map((path) => {
      const source = parseCode(path, readCode(path));
      const own = {
        imports: readImports(source),
        exportedNames: exportedNames(source),
        exportedValues: exportedValues(source),
        nameCounts: countNames(source),
        problems: findFileProblems(source),
      };
      return [path, own];
    }),
  );
  return facts;
}
