import ts from 'typescript';

/** One place where a file reaches for another. */
export interface ReadImport {
  /** As written; undefined for a path that the code computes. */
  readonly specifier: string | undefined;
  readonly typeOnly: boolean;
  /** 1-based. */
  readonly line: number;
}

const codeOfWorker = /^\.{1,2}\/.*\.[cm]?[jt]s(\?.*)?$/;

/**
 * Finds every import in a source: `import`, `export from`, `import()`, `require()`, types by
 * `import('x').Y`, and a worker's `new URL('./x.ts', import.meta.url)`.
 */
export function readImports(source: ts.SourceFile): readonly ReadImport[] {
  const found: ReadImport[] = [];

  function add(node: ts.Node, literal: ts.Node | undefined, typeOnly: boolean): void {
    const specifier =
      literal !== undefined && ts.isStringLiteralLike(literal) ? literal.text : undefined;
    const { line } = source.getLineAndCharacterOfPosition(node.getStart(source));
    found.push({ specifier, typeOnly, line: line + 1 });
  }

  function visit(node: ts.Node): void {
    if (ts.isImportDeclaration(node)) {
      add(
        node,
        node.moduleSpecifier,
        node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword,
      );
    } else if (ts.isExportDeclaration(node) && node.moduleSpecifier !== undefined) {
      add(node, node.moduleSpecifier, node.isTypeOnly);
    } else if (ts.isExternalModuleReference(node)) {
      add(node, node.expression, false);
    } else if (ts.isImportTypeNode(node)) {
      add(node, ts.isLiteralTypeNode(node.argument) ? node.argument.literal : undefined, true);
    } else if (ts.isCallExpression(node) && isLoading(node.expression)) {
      add(node, node.arguments[0], false);
    } else if (ts.isNewExpression(node) && isCodeBeside(node)) {
      add(node, node.arguments?.[0], false);
    }
    ts.forEachChild(node, visit);
  }

  visit(source);
  return found;
}

function isLoading(callee: ts.Expression): boolean {
  if (callee.kind === ts.SyntaxKind.ImportKeyword) return true;
  return ts.isIdentifier(callee) && callee.text === 'require';
}

function isCodeBeside({ expression, arguments: values }: ts.NewExpression): boolean {
  if (!ts.isIdentifier(expression) || expression.text !== 'URL') return false;
  const [path, base] = values ?? [];
  if (path === undefined || base?.getText() !== 'import.meta.url') return false;
  return ts.isStringLiteralLike(path) && codeOfWorker.test(path.text);
}
