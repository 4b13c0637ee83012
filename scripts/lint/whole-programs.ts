import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import ts from 'typescript';
import tseslint from 'typescript-eslint';
import { parseForESLint as parseComponent } from 'vue-eslint-parser';

/** The options of typescript-eslint's parser that matter here. */
interface ParserOptions {
  readonly filePath: string;
  readonly projectService?: unknown;
  readonly programs?: readonly ts.Program[];
  readonly disallowAutomaticSingleRunInference?: boolean;
}

/** Its declaration leaves out the options. */
const typeScript: { parseForESLint(code: string, options: ParserOptions): object } =
  tseslint.parser;

/** A configuration and the files that it includes, Vue's components among them. */
function readConfiguration(file: string): ts.ParsedCommandLine {
  const { config } = ts.readConfigFile(file, (path) => ts.sys.readFile(path)) as {
    readonly config?: unknown;
  };
  const components = {
    extension: '.vue',
    isMixedContent: true,
    scriptKind: ts.ScriptKind.Deferred,
  };
  return ts.parseJsonConfigFileContent(config, ts.sys, dirname(file), {}, file, undefined, [
    components,
  ]);
}

/**
 * The files of a configuration and of those that it refers to. A layer without any types of its
 * surroundings declares the few globals that it needs; elsewhere these would hide Node's.
 */
function filesBelow(file: string, seen: Set<string>): readonly string[] {
  if (seen.has(file)) return [];
  const isFirst = seen.size === 0;
  seen.add(file);
  const { fileNames, options, projectReferences = [] } = readConfiguration(file);
  const declaresGlobals = !isFirst && options.types?.length === 0;
  return [
    ...fileNames.filter((name) => !(declaresGlobals && name.endsWith('.d.ts'))),
    ...projectReferences.flatMap((reference) =>
      filesBelow(ts.resolveProjectReferencePath(reference), seen),
    ),
  ];
}

/**
 * Vue's parser asks for types when it parses the script of a component as a whole, not for a part of
 * it or an expression of the template.
 */
function isWhole(options: ParserOptions): boolean {
  return options.projectService === true;
}

/** The script of a component as Vue's parser hands it to the parser of scripts. */
function scriptOf(file: string): string {
  let script = '';
  const parser = {
    parseForESLint(code: string, options: ParserOptions) {
      if (isWhole(options)) script = code;
      return typeScript.parseForESLint(code, { ...options, projectService: false });
    },
  };
  parseComponent(readFileSync(file, 'utf8'), { filePath: file, parser, projectService: true });
  return script;
}

/** One program with the options of the first configuration and the files of all. */
function createProgram(configurations: readonly [string, ...string[]]): ts.Program {
  const { options: own } = readConfiguration(configurations[0]);
  const options = { ...own, allowNonTsExtensions: true, noEmit: true };
  const host = ts.createCompilerHost(options);
  const readSource = host.getSourceFile.bind(host);
  host.getSourceFile = (name, ...rest) =>
    name.endsWith('.vue')
      ? ts.createSourceFile(name, scriptOf(name), rest[0], true, ts.ScriptKind.TS)
      : readSource(name, ...rest);
  const seen = new Set<string>();
  const files = configurations.flatMap((file) => filesBelow(file, seen));
  return ts.createProgram(files, options, host);
}

/**
 * A parser of TypeScript that takes its types from a few programs, each of one or more
 * configurations with the options of the first. The project service, which editors need, opens a
 * program for each folder with a configuration of its own, and another one for each component.
 */
export function createWholeProgramParser(
  configurations: readonly (readonly [string, ...string[]])[],
) {
  const programs = configurations.map(createProgram);
  return {
    meta: { name: 'whole-programs', version: '1' },
    parseForESLint(code: string, options: ParserOptions) {
      const isSame = (source?: ts.SourceFile): boolean =>
        // The linter makes a comment of the line that names the interpreter.
        source?.text.replace(/^#!/, '//') === code;
      const program = isWhole(options)
        ? programs.find((each) => isSame(each.getSourceFile(options.filePath)))
        : undefined;
      return typeScript.parseForESLint(code, {
        ...options,
        disallowAutomaticSingleRunInference: true,
        projectService: false,
        ...(program === undefined ? {} : { programs: [program] }),
      });
    },
  };
}
