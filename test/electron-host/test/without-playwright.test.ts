import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, describe, expect, it } from 'vitest';
import { hostDistribution } from '../choose-electron.ts';
import { demoFolder, temporaryFolder } from './launch-demo.ts';

const run = promisify(execFile);

describe('an app without Playwright', () => {
  const folder = temporaryFolder();

  afterAll(() => {
    folder.remove();
  });

  /** Runs the demo with a module preloaded into its main process; answers what that prints. */
  async function drive(driver: string): Promise<unknown> {
    const { stdout } = await run(path.join(hostDistribution, 'electron'), [
      '-r',
      path.join(import.meta.dirname, 'drivers', driver),
      demoFolder(),
      `--user-data-dir=${path.join(folder.path, driver)}`,
    ]);
    return JSON.parse(stdout);
  }

  it('gets a page that works again after its renderer has crashed', async () => {
    expect(await drive('renderer-crash.ts')).toEqual({
      gone: ['crashed'],
      wasCrashed: true,
      answers: ['1.2.3', '1.2.3', '1.2.3'],
    });
  });

  it('has windows that know when they are hidden', async () => {
    expect(await drive('hidden-window.ts')).toEqual([
      ['visible', true],
      ['hidden', false],
      ['visible', true],
      ['hidden', false],
      ['visible', true],
    ]);
  });
});
