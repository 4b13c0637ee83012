import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readAll, runFerry, startFerry } from '../../helpers/ferry-process.ts';
import { patternedBytes, startSandboxFixture } from '../../helpers/sandbox-fixture.ts';
import type { SandboxFixture } from '../../helpers/sandbox-fixture.ts';
import { createCanaries } from '../../security/canaries.ts';

const secrets = createCanaries();
/** Secrets that only the queue may hold. */
const contents = createCanaries();

let fixture: SandboxFixture;
beforeAll(async () => {
  fixture = await startSandboxFixture();
});
afterAll(async () => {
  await fixture.close();
});

it('no secret reaches an output, a log, the database, its backup or a damaged copy of it', async () => {
  const keys = {
    accessKeyId: `STS.${secrets.plant('the id')}`,
    accessKeySecret: secrets.plant('the secret'),
    securityToken: secrets.plant('the token', 'token'),
  };
  fixture.sandbox.addAccount(keys);
  const callback = {
    url: `https://example.com/done?key=${contents.plant('the address of a callback')}`,
    body: `a=${contents.plant('the body of a callback')}`,
  };
  const callbackFile = await fixture.write('callback.json', JSON.stringify(callback));
  const file = await fixture.write('large.bin', patternedBytes(300_000, 1));
  const queue = path.join(fixture.folder, 'queue');
  const log = path.join(fixture.folder, 'ferry.log');
  const held = fixture.sandbox.faults.add({
    when: { operation: 'UploadPart', partNumber: 3 },
    fault: { kind: 'hold' },
  });
  const failing = fixture.sandbox.faults.add({
    when: { operation: 'UploadPart', partNumber: 2 },
    fault: { kind: 'answer', status: 500, body: '<html>' },
  });
  const sizes = ['--part-size', '100KiB', '--threshold', '100KiB', '--json'];
  const to = `oss://${fixture.sandbox.bucket}/`;
  const database = path.join(queue, 'queue.db');
  const words = ['upload', file, '--to', to, '--db', database, '--log', log];
  const environment = {
    ...fixture.environment,
    OSS_ACCESS_KEY_ID: keys.accessKeyId,
    OSS_ACCESS_KEY_SECRET: keys.accessKeySecret,
    OSS_SESSION_TOKEN: keys.securityToken,
    // The sandbox is on this computer, which no proxy is asked for.
    HTTP_PROXY: `http://me:${secrets.plant('the password of a proxy')}@127.0.0.1:1`,
  };
  const ferry = startFerry([...words, ...sizes, '--callback', callbackFile], { environment });
  await held.nextFired();
  ferry.signal('SIGINT');
  const { output, errors, exitCode } = await ferry.ended;
  held.remove();
  expect(exitCode).toBe(130);
  expect(failing.fired).toBe(1);
  await writeFile(database, 'JUNK', { flag: 'r+' });
  const status = await runFerry(['status', '--db', database, '--json'], { environment });
  expect(status.events).toContainEqual(
    expect.objectContaining({ type: 'notice', code: 'database-recovered' }),
  );
  expect((await readdir(queue)).filter((name) => /backup$|damaged-\w+$/.test(name))).toHaveLength(
    2,
  );
  const told = {
    output: output + status.output,
    errors: errors + status.errors,
    log: await readFile(log, 'latin1'),
  };
  const files = (await readAll(queue)).toString('latin1');
  expect(told.log).toContain('"event":"transfer-started"');
  expect(contents.foundIn(files)).toHaveLength(contents.count);
  expect(secrets.foundIn(files)).toEqual([]);
  for (const [place, text] of Object.entries(told)) {
    expect([place, secrets.foundIn(text), contents.foundIn(text)]).toEqual([place, [], []]);
  }
});
