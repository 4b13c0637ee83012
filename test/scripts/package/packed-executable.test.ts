import path from 'node:path';
import { expect, it } from 'vitest';
import { packedExecutable } from '../../../scripts/package/packed-executable.ts';

it.each([
  ['linux', 'x64', 'linux-unpacked/ferry'],
  ['linux', 'arm64', 'linux-arm64-unpacked/ferry'],
  ['win32', 'x64', 'win-unpacked/Ferry.exe'],
  ['darwin', 'x64', 'mac/Ferry.app/Contents/MacOS/Ferry'],
  ['darwin', 'arm64', 'mac-arm64/Ferry.app/Contents/MacOS/Ferry'],
] as const)('on %s %s it is %s', (platform, architecture, expected) => {
  const found = packedExecutable('dist', platform, architecture);
  expect(found.split(path.sep).join('/')).toBe(`dist/${expected}`);
});
