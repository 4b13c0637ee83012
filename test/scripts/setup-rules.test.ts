import { describe, expect, it } from 'vitest';
import { explainFailure, isInStep, isOlder, lastLines } from '../../scripts/setup-rules.mjs';

describe('isOlder', () => {
  it.each([
    ['18.20.8', '20.0.0', true],
    ['22.9.0', '22.18.0', true],
    ['22.17.9', '22.18.0', true],
    ['22.18.0', '22.18.0', false],
    ['v24.0.0', '22.18.0', false],
    ['100.0.0', '20.0.0', false],
  ])('%s before %s: %s', (version, minimum, older) => {
    expect(isOlder(version, minimum)).toBe(older);
  });
});

describe('isInStep', () => {
  const lock = {
    packages: {
      '': { version: '0.1.0' },
      'node_modules/a': { version: '1.0.0', integrity: 'sha512-a' },
      'node_modules/other-system': { version: '1.0.0', integrity: 'sha512-o', optional: true },
    },
  };
  const a = { version: '1.0.0', integrity: 'sha512-a' };

  it('holds when all that this system needs is there', () => {
    expect(isInStep(lock, { packages: { 'node_modules/a': a } })).toBe(true);
  });

  it.each([
    ['missing', {}],
    ['of another version', { 'node_modules/a': { ...a, version: '0.9.0' } }],
    ['of other content', { 'node_modules/a': { ...a, integrity: 'sha512-b' } }],
    ['no longer wanted', { 'node_modules/a': a, 'node_modules/b': a }],
  ])('does not hold when a package is %s', (_case, packages) => {
    expect(isInStep(lock, { packages })).toBe(false);
  });
});

describe('what is said when npm fails', () => {
  it.each([
    ['npm error code ENOTFOUND\nnpm error network request failed', /network/],
    ['npm error code ENOSPC', /disk is full/],
    ['npm error code SELF_SIGNED_CERT_IN_CHAIN', /certificate/],
    ['npm error code EACCES', /could not be written/],
    ['npm error code EUSAGE', /does not fit package.json/],
    ['npm error code EINTEGRITY', /stands below/],
  ])('%j is explained', (output, sentence) => {
    expect(explainFailure(output)).toMatch(sentence);
  });

  it('keeps the last lines that say something', () => {
    const output = [
      'a',
      'npm error b {',
      'npm error     at emit (node:events:1:1)',
      "npm error   code: 'ECONNREFUSED'",
      'npm error }',
      'npm error',
      'npm error A complete log of this run can be found in: x',
      'npm error Clean install a project',
      'npm error Usage:',
      '',
    ].join('\n');
    expect(lastLines(output, 2)).toBe('a\nnpm error b {');
    expect(lastLines(output, 1)).toBe('npm error b {');
  });
});
