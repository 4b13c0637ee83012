import { describe, expect, it } from 'vitest';
import { findUnlocked, type LockedPackages } from './lock-file.ts';
import { readProjectFile } from './project-files.ts';

describe('the lock file', () => {
  it('pins every package for every system', () => {
    const lock = JSON.parse(readProjectFile('package-lock.json')) as { packages: LockedPackages };
    expect(findUnlocked(lock.packages)).toEqual([]);
  });
});

describe('findUnlocked', () => {
  const root = { dependencies: { a: '1' }, devDependencies: { '@scope/b': '1' } };

  it('finds a package beside the one that needs it, and above it', () => {
    const packages = {
      '': root,
      'node_modules/a': { dependencies: { c: '1' } },
      'node_modules/a/node_modules/c': { dependencies: { d: '1', '@scope/b': '1' } },
      'node_modules/d': { devDependencies: { e: '1' } },
      'node_modules/@scope/b': {},
    };
    expect(findUnlocked(packages)).toEqual([]);
  });

  it('names what is missing, for another system too', () => {
    const packages = {
      '': root,
      'node_modules/a': { optionalDependencies: { 'a-for-windows': '1' } },
      'node_modules/other/node_modules/a-for-windows': {},
    };
    expect(findUnlocked(packages)).toEqual([
      'package.json needs @scope/b',
      'node_modules/a needs a-for-windows',
    ]);
  });
});
