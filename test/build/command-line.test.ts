import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { buildCommandLine } from '../../scripts/build/command-line.ts';
import manifest from '../../package.json' with { type: 'json' };
import { projectRoot } from '../architecture/project-files.ts';
import { runFerry } from '../helpers/ferry-process.ts';
import { startSandboxFixture } from '../helpers/sandbox-fixture.ts';

/** Below the packages, so that the built files find better-sqlite3. */
const folder = path.join(projectRoot, 'node_modules', '.cache', 'built-command-line');
const command = path.join(folder, path.basename(manifest.bin.ferry));

beforeAll(async () => {
  await buildCommandLine(folder);
});

describe('the built command', () => {
  it('runs through a link from another folder, as "npm link" makes one', async () => {
    const fixture = await startSandboxFixture();
    onTestFinished(() => fixture.close());
    const bin = path.join(fixture.folder, 'bin');
    mkdirSync(bin);
    symlinkSync(command, path.join(bin, 'ferry'));
    const version = execFileSync(process.execPath, [path.join(bin, 'ferry'), '--version']);
    expect(version.toString()).toBe(`${manifest.version}\n`);
  });

  it('uploads a folder with all its threads, and says nothing but that', async () => {
    const fixture = await startSandboxFixture();
    onTestFinished(() => fixture.close());
    const large = Buffer.alloc(3 * 1024 * 1024, 'large');
    await fixture.write('files/small.txt', 'small');
    await fixture.write('files/sub/large.bin', large);
    const to = ['--to', `oss://${fixture.sandbox.bucket}/`];
    const sizes = ['--threshold', '1MB', '--part-size', '1MB'];
    const words = ['upload', 'files', ...to, ...sizes, '--db', path.join(fixture.folder, 'q.db')];
    const ended = await runFerry(words, {
      built: command,
      workingDirectory: fixture.folder,
      environment: fixture.environment,
    });
    expect(ended.errors).toBe('');
    expect(ended.output).toContain('Done: 2 files');
    expect(ended.exitCode).toBe(0);
    expect((await fixture.content('files/sub/large.bin'))?.equals(large)).toBe(true);
  });
});
