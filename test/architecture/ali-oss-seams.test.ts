import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { parseCode } from './code-facts.ts';
import { listCodeFiles, readCode } from './project-files.ts';
import { readImports } from './read-imports.ts';

/** The one folder that may use what ali-oss does not document. */
const seams = 'main/oss/ali-oss/';

/** Uses of undocumented parts of ali-oss, in words. */
function findUses(path: string, text: string): readonly string[] {
  const uses: string[] = [];
  const source = parseCode(path, text);
  for (const { specifier = '' } of readImports(source)) {
    if (specifier.startsWith('ali-oss/')) uses.push(`${path} imports ${specifier}`);
  }
  const visit = (node: ts.Node): void => {
    if (ts.isPropertyAccessExpression(node) && node.name.text.startsWith('_')) {
      uses.push(`${path} uses ${node.name.text}`);
    }
    if (ts.isIdentifier(node) && node.text === 'ctx') uses.push(`${path} uses ctx`);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return uses;
}

describe('private parts of ali-oss', () => {
  it('are used in one folder only', () => {
    // Only this layer may import ali-oss.
    const files = listCodeFiles().filter((path) => path.startsWith('main/oss/'));
    const outside = files.filter((path) => !path.startsWith(seams));
    expect(outside.flatMap((path) => findUses(path, readCode(path)))).toEqual([]);
    const inside = files.filter((path) => path.startsWith(seams));
    expect(inside.flatMap((path) => findUses(path, readCode(path)))).not.toEqual([]);
  });

  it.each([
    "import signUtils from 'ali-oss/lib/common/signUtils.js';",
    'client._uploadPart(key);',
    'client.head(key, { ctx });',
    'client.head(key, { ctx: () => exchange });',
  ])('are found: %s', (text) => {
    expect(findUses('main/oss/requests/call.ts', text)).not.toEqual([]);
  });
});
