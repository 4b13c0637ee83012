import { relative, sep } from 'node:path';
import { findLayerProblem } from './layer-rules.js';

/**
 * The common fields of imports and exports; TypeScript's parser adds the kinds.
 *
 * @typedef {{ type: string, source?: unknown, importKind?: unknown, exportKind?: unknown }}
 *   Importing
 */

/**
 * The table of layers as a lint rule, so that an editor marks a wrong import immediately.
 *
 * @type {import('eslint').Rule.RuleModule}
 */
const layers = {
  meta: { type: 'problem', schema: [], messages: { layer: '{{problem}}.' } },
  create(context) {
    const from = relative(context.cwd, context.filename).split(sep).join('/');

    /** @param {Importing} node */
    function check(node) {
      const source = /** @type {import('estree').Node | null | undefined} */ (node.source);
      if (source?.type !== 'Literal' || typeof source.value !== 'string') return;
      const typeOnly =
        node.type === 'TSImportType' || (node.importKind ?? node.exportKind) === 'type';
      const problem = findLayerProblem({ from, specifier: source.value, typeOnly });
      if (problem === undefined) return;
      context.report({ node: source, messageId: 'layer', data: { problem } });
    }

    return {
      ImportDeclaration: check,
      ExportNamedDeclaration: check,
      ExportAllDeclaration: check,
      ImportExpression: check,
      TSImportType: check,
    };
  },
};

export const layerPlugin = { rules: { layers } };
