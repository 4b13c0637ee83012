import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type CheckResult, describeCheck, runChecks } from '../../scripts/run-checks.ts';

function packageWith(scripts: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'ferry-checks-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true });
  });
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ scripts }));
  return folder;
}

describe('runChecks', () => {
  it('distinguishes a passed check from a failed one, with its output', async () => {
    const folder = packageWith({
      types: 'node -e "console.log(1)"',
      lint: 'node -e "console.log(2);console.error(3);process.exit(1)"',
    });
    const announced: string[] = [];
    const results = await runChecks(({ script }) => announced.push(script), {
      folder,
      scripts: ['types', 'lint'],
    });
    expect(results).toMatchObject([
      { script: 'types', passed: true, output: '1\n' },
      { script: 'lint', passed: false },
    ]);
    expect(results[1]?.output.split('\n').sort()).toEqual(['', '2', '3']);
    expect(announced.sort()).toEqual(['lint', 'types']);
  });

  it('does not hold when the script is not there', async () => {
    const results = await runChecks(undefined, { folder: packageWith({}), scripts: ['gone'] });
    expect(results).toMatchObject([{ script: 'gone', passed: false }]);
  });
});

describe('describeCheck', () => {
  const result: CheckResult = { script: 'lint', passed: true, seconds: 1.25, output: 'a\nb\n' };

  it('spares the reader what a check printed that holds', () => {
    expect(describeCheck(result)).toBe('lint            1.3 s  ok');
  });

  it('shows what does not hold, and how to see it alone', () => {
    expect(describeCheck({ ...result, passed: false })).toBe(
      'lint            1.3 s  failed, see it alone with: npm run lint\n\na\nb\n',
    );
  });
});
