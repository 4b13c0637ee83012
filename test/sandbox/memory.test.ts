import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { temporaryFolder } from './helpers/temporary-sandbox.ts';

const mebibyte = 1024 * 1024;

it('a large object does not grow the process', async () => {
  const probe = join(import.meta.dirname, 'helpers', 'memory-probe.ts');
  const size = 256 * mebibyte;
  const args = [probe, temporaryFolder(), String(size)];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  const { grownBytes, isSame } = JSON.parse(stdout) as { grownBytes: number; isSame: boolean };
  expect(isSame).toBe(true);
  expect(grownBytes).toBeLessThan(100 * mebibyte);
});
