import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import { runFerry } from '../../helpers/ferry-process.ts';
import { KiB } from '../../helpers/quick-settings.ts';
import { startSandboxFixture } from '../../helpers/sandbox-fixture.ts';
import { noise } from '../../helpers/source-content.ts';

const badDisk = pathToFileURL(
  path.resolve(import.meta.dirname, '../../helpers/bad-sector.mjs'),
).href;

it('row 64: the command ends with 1 and says that the disk cannot read the file', async () => {
  const fixture = await startSandboxFixture();
  onTestFinished(() => fixture.close());
  await fixture.write('folder/bad-sector.bin', noise(400 * KiB));
  await fixture.write('folder/good.bin', noise(400 * KiB));
  const words = ['upload', path.join(fixture.folder, 'folder'), '--retries', '2'];
  const to = [
    '--to',
    `oss://${fixture.sandbox.bucket}/`,
    '--db',
    path.join(fixture.folder, 'q.db'),
  ];
  const ended = await runFerry([...words, ...to], {
    environment: fixture.environment,
    nodeArguments: ['--import', badDisk],
  });
  expect(ended.exitCode).toBe(1);
  const sentence = 'bad-sector.bin: The disk is there, but the file on it cannot be read';
  expect(ended.output).toContain(sentence);
  expect(await fixture.content('folder/bad-sector.bin')).toBeUndefined();
  expect((await fixture.content('folder/good.bin'))?.equals(noise(400 * KiB))).toBe(true);
});
