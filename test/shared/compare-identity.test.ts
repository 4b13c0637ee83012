import { expect, it } from 'vitest';
import { compareIdentity } from '../../shared/compare-identity.ts';
import type { SourceIdentity } from '../../shared/transfer.ts';

const before: SourceIdentity = {
  device: '66306',
  inode: '9007199254740993',
  size: 10,
  modified: '1763800000000000001',
  changed: '1763800000000000001',
};

it.each([
  ['same', {}],
  ['touched', { changed: '1763800000000000002' }],
  ['changed', { device: '66307' }],
  ['changed', { inode: '9007199254740992' }],
  ['changed', { size: 11 }],
  ['changed', { modified: '1763800000000000000' }],
  ['changed', { modified: '1763800000000000002', changed: '1763800000000000002' }],
] as const)('a file is %s after %j', (expected, change) => {
  expect(compareIdentity(before, { ...before, ...change })).toBe(expected);
});
