import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seriousFindings } from '../helpers/check-access.ts';
import { dropFiles } from '../helpers/drop-files.ts';
import {
  launchFerry,
  pollOptions,
  temporaryFolder,
  type RunningFerry,
} from '../helpers/launch-ferry.ts';
import { rowOf, untilIdle } from '../helpers/rows.ts';
import { openSandbox, sandboxOf } from '../helpers/sandbox-of.ts';

describe('the first run', () => {
  const folder = temporaryFolder();
  const userData = path.join(folder.path, 'user-data');
  const large = randomBytes(9 * 1024 * 1024);
  let ferry: RunningFerry;

  beforeAll(async () => {
    ferry = await launchFerry({ userData });
  });
  afterAll(async () => {
    await ferry.close();
    folder.remove();
  });

  it('needs nothing but a click to have a sandbox', async () => {
    const { page } = ferry;
    await page.getByRole('button', { name: 'Open the sandbox' }).waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await openSandbox(page);
    await expect.poll(() => page.getByText('Sandbox', { exact: true }).count()).toBeGreaterThan(0);
  });

  it('uploads what is dropped, and the bytes are there', async () => {
    const source = path.join(folder.path, 'holiday photos');
    mkdirSync(source);
    writeFileSync(path.join(source, 'large.bin'), large);
    writeFileSync(path.join(source, 'note.txt'), 'Wish you were here.');
    await dropFiles(ferry.page, [source]);
    const objects = await sandboxOf(ferry.page, userData);
    await expect
      .poll(() => objects.read('holiday photos/note.txt'), pollOptions)
      .toEqual(Buffer.from('Wish you were here.'));
    await expect
      .poll(
        async () =>
          large.equals((await objects.read('holiday photos/large.bin')) ?? Buffer.alloc(0)),
        pollOptions,
      )
      .toBe(true);
    await untilIdle(ferry.page);
    await rowOf(ferry.page, /holiday photos.*2 files.*verified/i).waitFor();
    // The speed falls to nothing, and is then not shown.
    await expect.poll(() => ferry.page.getByText('MB/s').count(), pollOptions).toBe(0);
  });
});
