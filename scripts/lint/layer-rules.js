import { isBuiltin } from 'node:module';
import { posix } from 'node:path';
import picomatch from 'picomatch';
import { layerTable } from './layer-table.js';

/**
 * @typedef {object} Import
 * @property {string} from the importing file, relative to the project, with forward slashes
 * @property {string} specifier as written in the source: `../../shared/errors.ts`, `node:fs`
 * @property {boolean} typeOnly true when type stripping removes the whole import
 */

/**
 * Describes the problem of an import; undefined if the table allows the import.
 *
 * @param {Import} anImport
 * @param {readonly import('./layer-table.js').Layer[]} [table]
 */
export function findLayerProblem({ from, specifier, typeOnly }, table = layerTable) {
  const layer = findLayer(from, table);
  if (layer === undefined) return `${from} belongs to no layer: give its folder a row in the table`;
  const target = describeTarget(from, specifier);
  if (isAllowed(target, layer.may)) return undefined;
  if (!isAllowed(target, layer.mayTypes ?? []))
    return `${layer.files} may not import ${target.name}`;
  return typeOnly ? undefined : `${layer.files} may import ${target.name} with "import type" only`;
}

/**
 * @param {string} file relative to the project
 * @param {readonly import('./layer-table.js').Layer[]} [table]
 */
export function findLayer(file, table = layerTable) {
  return table.find((layer) => matches(file, layer.files));
}

/**
 * The package name of an import; undefined for files and built-in modules.
 *
 * @param {string} specifier
 */
export function packageOf(specifier) {
  if (specifier.startsWith('.') || isBuiltin(specifier)) return undefined;
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}

/**
 * @typedef {{ kind: 'file' | 'package' | 'builtin', name: string }} Target
 *
 * @param {string} from
 * @param {string} specifier
 * @returns {Target}
 */
function describeTarget(from, specifier) {
  if (isBuiltin(specifier)) return { kind: 'builtin', name: specifier };
  const name = packageOf(specifier);
  if (name !== undefined) return { kind: 'package', name };
  const [path = ''] = specifier.split('?');
  return { kind: 'file', name: posix.join(posix.dirname(from), path) };
}

/**
 * @param {Target} target
 * @param {readonly string[]} entries
 */
function isAllowed({ kind, name }, entries) {
  switch (kind) {
    case 'builtin':
      return entries.includes('node:');
    case 'package':
      return entries.includes(name) || entries.includes('*');
    case 'file':
      return (
        !name.startsWith('..') &&
        entries.some((entry) => isGlobOfFiles(entry) && matches(name, entry))
      );
  }
}

/**
 * The pattern of each row, compiled once: a run asks for thousands of imports.
 *
 * @type {Map<string, (file: string) => boolean>}
 */
const matchers = new Map();

/**
 * @param {string} file
 * @param {string} glob
 */
function matches(file, glob) {
  const matcher = matchers.get(glob) ?? picomatch(glob);
  matchers.set(glob, matcher);
  return matcher(file);
}

/** @param {string} entry */
function isGlobOfFiles(entry) {
  return entry.includes('/') || entry === '**' || entry === 'package.json';
}
