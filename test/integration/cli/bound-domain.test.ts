import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runFerry } from '../../helpers/ferry-process.ts';
import { startSandboxFixture, type SandboxFixture } from '../../helpers/sandbox-fixture.ts';

let fixture: SandboxFixture;

beforeAll(async () => {
  fixture = await startSandboxFixture();
  fixture.sandbox.updateBucket(fixture.sandbox.bucket, {
    refusesPublicEndpoint: true,
    domains: [{ domain: 'files.localhost' }],
  });
});
afterAll(() => fixture.close());

it('uploads through --domain what the endpoint refuses, and says so before', async () => {
  const { sandbox, environment } = fixture;
  const file = await fixture.write('note.txt', 'hello');
  const database = path.join(fixture.folder, 'queue.db');
  const words = ['upload', file, '--to', `oss://${sandbox.bucket}/in/`, '--db', database];
  const refused = await runFerry([...words, '--json'], { environment });
  expect(refused.exitCode).not.toBe(0);
  expect(JSON.stringify(refused.events)).toContain('"code":"public-endpoint-refused"');
  const domain = `http://files.localhost:${sandbox.port}`;
  const done = await runFerry([...words, '--domain', domain, '--json'], { environment });
  expect(done.errors).toBe('');
  expect(done.events.at(-1)).toMatchObject({ type: 'summary', done: 1, failed: 0 });
  sandbox.updateBucket(sandbox.bucket, { refusesPublicEndpoint: false });
  expect((await fixture.content('in/note.txt'))?.toString()).toBe('hello');
});
