import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectRoot } from '../architecture/project-files.ts';

const folder = join(projectRoot, '.github', 'workflows');
const workflows = readdirSync(folder).map((name) => ({
  name,
  text: readFileSync(join(folder, name), 'utf8'),
}));

/** Lines that hold `mark`, without their indentation. */
function linesWith(text: string, mark: RegExp): readonly string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => mark.test(line) && !line.startsWith('#'));
}

/** The steps of all jobs, each as its text. */
function stepsOf(text: string): readonly string[] {
  return text.split(/^ {6}- /m).slice(1);
}

describe.each(workflows)('the workflow $name', ({ text }) => {
  it('runs foreign actions by commit, and says which version that is', () => {
    const uses = linesWith(text, /\buses:/);
    expect(uses.length).toBeGreaterThan(0);
    const pinned = /^(- )?uses: [\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/;
    expect(uses.filter((line) => !pinned.test(line))).toEqual([]);
  });

  it('may read the code and nothing else, and leaves no key to it behind', () => {
    expect(text).toMatch(/^permissions:\n {2}contents: read\n$/m);
    expect(linesWith(text, /: write\b|write-all|pull_request_target/)).toEqual([]);
    const checkouts = stepsOf(text).filter((step) => step.includes('actions/checkout@'));
    expect(checkouts.length).toBeGreaterThan(0);
    for (const step of checkouts) expect(step).toContain('persist-credentials: false');
  });

  it('ends a job that hangs, and what a newer commit has overtaken', () => {
    const jobs = linesWith(text, /^runs-on:/);
    expect(linesWith(text, /^timeout-minutes:/)).toHaveLength(jobs.length);
    expect(text).toMatch(/^concurrency:$/m);
  });

  it('puts no text that others may have written into a script', () => {
    const scripts = linesWith(text, /^(- )?run:/).filter((line) => line.includes('${{'));
    // Of the matrix, which stands in the same file.
    expect(scripts.filter((line) => !/\$\{\{ matrix\.\w+ \}\}/.test(line))).toEqual([]);
  });
});

describe('the release', () => {
  const text = readFileSync(join(folder, 'release.yml'), 'utf8');

  it('makes the packages of three systems after the tests on real Electron', () => {
    const systems = [...text.matchAll(/^ +- os: (\w+)/gm)].map(([, os]) => os);
    expect(systems).toEqual(['ubuntu', 'windows', 'macos']);
    const order = ['electron/install.js', 'npm test', 'package/main.ts', 'try-package.ts'];
    const places = order.map((mark) => text.indexOf(mark));
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    expect(places).not.toContain(-1);
  });

  it('shows secrets to one step, in its environment, each to its own system', () => {
    const knowing = stepsOf(text).filter((step) => step.includes('secrets.'));
    expect(knowing).toHaveLength(1);
    const lines = linesWith(knowing[0] ?? '', /secrets\./);
    const guarded = /^\w+: \$\{\{ runner\.os == '(macOS|Windows)' && secrets\.(\w+) \|\| '' \}\}$/;
    expect(lines.filter((line) => !guarded.test(line))).toEqual([]);
    const named = lines.map((line) => guarded.exec(line)?.slice(1));
    for (const [system, name = ''] of named.map((one) => one ?? [])) {
      expect(name.startsWith('WIN_') ? 'Windows' : 'macOS').toBe(system);
    }
    // Documented, all of them.
    const guide = readFileSync(join(projectRoot, 'docs', 'packaging.md'), 'utf8');
    for (const [, name = ''] of named.map((one) => one ?? [])) expect(guide).toContain(name);
  });

  it('takes nothing from a cache', () => {
    expect(text).toContain('package-manager-cache: false');
    expect(linesWith(text, /^cache:|actions\/cache@/)).toEqual([]);
  });
});
