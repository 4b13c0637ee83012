import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { packageOf } from '../../scripts/lint/layer-rules.js';
import { listCodeFiles, projectRoot } from './project-files.ts';

const run = promisify(execFile);
const loader = fileURLToPath(new URL('./loaded-modules.ts', import.meta.url));

async function load(paths: readonly string[]): Promise<{ specifiers: string[]; noise: string }> {
  const urls = paths.map((path) => pathToFileURL(path).href);
  const { stdout, stderr } = await run(process.execPath, [loader, ...urls]);
  return { specifiers: JSON.parse(stdout) as string[], noise: stderr };
}

function isNotAFile(specifier: string): boolean {
  return specifier.startsWith('node:') || packageOf(specifier) !== undefined;
}

describe('the engine', () => {
  it('loads under plain Node, with nothing but itself, shared and the validators', async () => {
    const paths = listCodeFiles()
      .filter((path) => /^(shared|main\/engine)\/.*(?<!\.d)\.ts$/.test(path))
      .map((path) => join(projectRoot, path));
    expect(paths.length).toBeGreaterThan(0);

    const { specifiers, noise } = await load(paths);

    const foreign = specifiers.filter((specifier) => !specifier.startsWith('file:'));
    expect(foreign.filter(isNotAFile).filter((name) => name !== 'valibot')).toEqual([]);
    expect(noise).toBe('');
  });

  it('would be caught with electron', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'ferry-plain-node-'));
    try {
      const path = join(folder, 'engine.ts');
      await writeFile(path, "await import('electron').catch(() => 'not installed');\n");
      expect((await load([path])).specifiers).toContain('electron');
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
