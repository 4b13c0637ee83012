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

it('uploads through --data-endpoint what the endpoint of the account refuses', async () => {
  const { sandbox, environment } = fixture;
  const file = await fixture.write('inside.txt', 'hello');
  const to = ['--to', `oss://${sandbox.bucket}/inside/`];
  const database = ['--db', path.join(fixture.folder, 'inside.db')];
  const internal = `oss-${sandbox.region}-internal.localhost:${sandbox.port}`;
  const data = ['--data-endpoint', `http://${internal}`];
  const done = await runFerry(['upload', file, ...to, ...database, ...data, '--json'], {
    environment,
  });
  expect(done.errors).toBe('');
  expect(done.events.at(-1)).toMatchObject({ type: 'summary', done: 1, failed: 0 });
  const doctor = await runFerry(['doctor', ...to, ...data, '--no-speed', '--json'], {
    environment,
  });
  expect(doctor.events.find(({ check }) => check === 'rights')).toMatchObject({
    outcome: 'found',
    host: internal,
  });
  sandbox.updateBucket(sandbox.bucket, { refusesPublicEndpoint: false });
  expect((await fixture.content('inside/inside.txt'))?.toString()).toBe('hello');
  sandbox.updateBucket(sandbox.bucket, { refusesPublicEndpoint: true });
});

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
