import { basename } from 'node:path';
import ts from 'typescript';

const longest = 400;
const plainName = /^[a-z0-9]+([-.][a-z0-9]+)*\.[cm]?[jt]s$|^([A-Z][a-z0-9]*)+\.vue$/;
/** Configurations, descriptions of others' modules, and the tests' stand-in for Electron's module. */
const mayExportDefault = /\.config\.[jt]s$|\.d\.ts$|^test\/electron-host\/electron\.ts$/;
const directive = /\beslint-|\beslint\s+\S+:|@ts-(ignore|expect-error|nocheck)|prettier-ignore/;
const leftOver = /\b(TODO|FIXME|XXX|HACK)\b/;
const anyInJsDoc = /@\w+\s*\{[^}]*\bany\b/;

/** What a code file does against the project's habits, in words; see CONTRIBUTING.md. */
export function findFileProblems(source: ts.SourceFile): readonly string[] {
  const { fileName: path, text } = source;
  // Few files hold such words at all, and reading comments takes longer than parsing.
  const mayBreak = [directive, leftOver, anyInJsDoc].some((words) => words.test(text));
  const comments = mayBreak ? readComments(source) : [];
  const lines = text.split('\n').length - 1;
  const problems = [
    !plainName.test(basename(path)) && 'is not named in kebab-case (a component: in PascalCase)',
    lines > longest && `has ${lines.toString()} lines, more than ${longest.toString()}`,
    comments.some((comment) => directive.test(comment)) && 'switches a check off',
    comments.some((comment) => leftOver.test(comment)) && 'leaves something to do',
    (hasAny(source) || comments.some((comment) => anyInJsDoc.test(comment))) && 'says any',
    !mayExportDefault.test(path) && hasDefaultExport(source) && 'has a default export',
    isBarrel(source) && 'only hands on what others export',
  ];
  return problems.filter((problem) => problem !== false).map((problem) => `${path} ${problem}`);
}

/** Every comment of a source; text that merely looks like one is left out. */
function readComments(source: ts.SourceFile): readonly string[] {
  const { text } = source;
  const ends = new Map<number, number>();
  const visit = (node: ts.Node): void => {
    const before = ts.getLeadingCommentRanges(text, node.getFullStart()) ?? [];
    const after = ts.getTrailingCommentRanges(text, node.getEnd()) ?? [];
    for (const { pos, end } of [...before, ...after]) ends.set(pos, end);
    node.getChildren(source).forEach(visit);
  };
  visit(source);
  return [...ends].map(([pos, end]) => text.slice(pos, end));
}

function hasAny(node: ts.Node): boolean {
  if (node.kind === ts.SyntaxKind.AnyKeyword) return true;
  return ts.forEachChild(node, (child) => hasAny(child) || undefined) ?? false;
}

function hasDefaultExport(source: ts.SourceFile): boolean {
  return source.statements.some((statement) => {
    if (ts.isExportAssignment(statement)) return true;
    if (ts.isExportDeclaration(statement) && statement.exportClause !== undefined) {
      const { exportClause } = statement;
      if (!ts.isNamedExports(exportClause)) return false;
      return exportClause.elements.some(({ name }) => name.text === 'default');
    }
    if (!ts.canHaveModifiers(statement)) return false;
    const modifiers = ts.getModifiers(statement) ?? [];
    return modifiers.some(({ kind }) => kind === ts.SyntaxKind.DefaultKeyword);
  });
}

function isBarrel({ statements }: ts.SourceFile): boolean {
  return (
    statements.length > 0 &&
    statements.every(
      (statement) => ts.isExportDeclaration(statement) && statement.moduleSpecifier !== undefined,
    )
  );
}
