import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readAll, startFerry } from '../helpers/ferry-process.ts';
import { patternedBytes, startSandboxFixture } from '../helpers/sandbox-fixture.ts';
import type { SandboxFixture } from '../helpers/sandbox-fixture.ts';

const secret = 'CanarySecret0123456789abcdef';
const token = 'CanaryToken0123456789abcdef';
const password = 'CanaryProxyPassword';

let fixture: SandboxFixture;
beforeAll(async () => {
  fixture = await startSandboxFixture();
});
afterAll(async () => {
  await fixture.close();
});

it('no secret reaches an argument, an output, a log or the database', async () => {
  fixture.sandbox.addAccount({
    accessKeyId: 'STS.CanaryId',
    accessKeySecret: secret,
    securityToken: token,
  });
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
  const words = ['upload', file, '--to', to, '--db', path.join(queue, 'queue.db'), '--log', log];
  const ferry = startFerry([...words, ...sizes], {
    environment: {
      ...fixture.environment,
      OSS_ACCESS_KEY_ID: 'STS.CanaryId',
      OSS_ACCESS_KEY_SECRET: secret,
      OSS_SESSION_TOKEN: token,
      // The sandbox is on this computer, which no proxy is asked for.
      HTTP_PROXY: `http://me:${password}@127.0.0.1:1`,
    },
  });
  await held.nextFired();
  ferry.signal('SIGINT');
  const { output, errors, exitCode } = await ferry.ended;
  held.remove();
  expect(exitCode).toBe(130);
  expect(failing.fired).toBe(1);
  const places = {
    output,
    errors,
    log: await readFile(log, 'latin1'),
    database: (await readAll(queue)).toString('latin1'),
  };
  expect(places.log).toContain('"event":"transfer-started"');
  expect(places.database).toContain('large.bin');
  for (const text of Object.values(places)) {
    for (const canary of [secret, token, password]) {
      expect(text).not.toContain(canary);
      expect(text).not.toContain(Buffer.from(canary).toString('base64').slice(0, -4));
    }
  }
});
