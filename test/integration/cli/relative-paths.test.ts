import { existsSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runFerry, sourceCommand } from '../../helpers/ferry-process.ts';
import { startSandboxFixture } from '../../helpers/sandbox-fixture.ts';
import type { SandboxFixture } from '../../helpers/sandbox-fixture.ts';

let fixture: SandboxFixture;
beforeAll(async () => {
  fixture = await startSandboxFixture();
});
afterAll(async () => {
  await fixture.close();
});

it('row 75: paths, database and log are found from the folder in which npm was called', async () => {
  await fixture.write('here/photo.jpg', 'p');
  const npm = { npm_lifecycle_event: 'ferry', npm_package_name: 'ferry' };
  const environment = {
    ...fixture.environment,
    ...npm,
    INIT_CWD: path.join(fixture.folder, 'here'),
  };
  const files = ['--db', 'queues/queue.db', '--log', 'ferry.log'];
  const words = ['upload', 'photo.jpg', '--to', `oss://${fixture.sandbox.bucket}/`, ...files];
  const result = await runFerry(words, {
    command: sourceCommand,
    environment,
    workingDirectory: fixture.folder,
  });
  expect(result.errors).toBe('');
  expect(result.exitCode).toBe(0);
  expect(await fixture.content('photo.jpg')).toEqual(Buffer.from('p'));
  expect(existsSync(path.join(fixture.folder, 'here', 'queues', 'queue.db'))).toBe(true);
  expect(existsSync(path.join(fixture.folder, 'here', 'ferry.log'))).toBe(true);
});
