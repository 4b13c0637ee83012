import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const soak = fileURLToPath(new URL('./main.ts', import.meta.url));

function run(...words: readonly string[]): Promise<{ code: number; output: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [soak, ...words], (error, stdout, stderr) => {
      resolve({ code: Number(error?.code ?? 0), output: stdout + stderr });
    });
  });
}

describe('npm run soak', () => {
  it('runs seeds from the named one for the given time, and prints the faults', async () => {
    const { code, output } = await run('--minutes', '0.005', '--seed', '4711');
    expect(output).toMatch(/^\d+ seeds, each twice; \d+ events in [\d.]+ virtual days\n/);
    expect(output).toMatch(/^ {2}link-drops +\d+$/m);
    expect(output).toContain('Every invariant held.');
    expect(code).toBe(0);
  });

  it('runs a real upload with the faults of a seed, and says what struck', async () => {
    const { code, output } = await run('--real', '--runs', '1', '--seed', '94');
    expect(output).toMatch(/^1 runs, 0 of them wrong/m);
    expect(output).toMatch(/^cut .* 0\+1 /m);
    expect(code).toBe(0);
  });

  it.each([
    ['--minutes', '0', '--seed=1'],
    ['--real', '--runs', '0'],
    ['--seed', 'x', '--minutes=1'],
  ])('prints its usage for %s %s %s', async (...words) => {
    const { code, output } = await run(...words);
    expect([code, output.startsWith('Use: npm run soak')]).toEqual([2, true]);
  });
});
