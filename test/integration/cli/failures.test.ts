import { execFileSync } from 'node:child_process';
import { chmod, mkdir } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openStore } from '../../../main/store/open-store.ts';
import { runFerry } from '../../helpers/ferry-process.ts';
import type { FerryResult } from '../../helpers/ferry-process.ts';
import { startSandboxFixture } from '../../helpers/sandbox-fixture.ts';
import type { SandboxFixture } from '../../helpers/sandbox-fixture.ts';

let fixture: SandboxFixture;
let file: string;
beforeAll(async () => {
  fixture = await startSandboxFixture();
  file = await fixture.write('file', 'content');
});
afterAll(async () => {
  await fixture.close();
});

function upload(environment: NodeJS.ProcessEnv, ...words: readonly string[]): Promise<FerryResult> {
  const all = ['upload', ...words, '--db', path.join(fixture.folder, 'queue.db')];
  return runFerry(all, { environment: { ...fixture.environment, ...environment } });
}

function here(bucket = fixture.sandbox.bucket): string[] {
  return [file, '--to', `oss://${bucket}/`];
}

/** One sentence, one next step, and nothing else. */
function expectPlainWords(result: FerryResult, exitCode: number, sentence: RegExp): void {
  expect(result.errors).toMatch(sentence);
  expect(result.exitCode).toBe(exitCode);
  expect(result.errors.trimEnd().split('\n')).toHaveLength(2);
  expect(result.errors).not.toMatch(/Error:|node:internal|\.ts:\d/);
  expect(result.output).toBe('');
}

async function closedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

describe('one sentence and a next step', () => {
  it('for an unknown access key', async () => {
    const result = await upload({ OSS_ACCESS_KEY_ID: 'nobody' }, ...here());
    expectPlainWords(result, 1, /does not accept the access keys.*InvalidAccessKeyId/);
  });

  it('for a wrong secret', async () => {
    const result = await upload({ OSS_ACCESS_KEY_SECRET: 'wrong' }, ...here());
    expectPlainWords(result, 1, /does not accept the access keys.*SignatureDoesNotMatch/);
  });

  it('for keys that are not there', async () => {
    expectPlainWords(await upload({ OSS_ACCESS_KEY_ID: '' }, ...here()), 1, /no credentials/);
  });

  it('for a profile that is not there', async () => {
    const result = await upload({}, ...here(), '--profile', 'work');
    expectPlainWords(result, 1, /no credentials.*\.ossutilconfig/);
  });

  it('for an unknown bucket', async () => {
    expectPlainWords(await upload({}, ...here('no-such-bucket')), 1, /no such bucket/);
  });

  it('for an endpoint that cannot be reached', async () => {
    const endpoint = `http://127.0.0.1:${await closedPort()}`;
    expectPlainWords(await upload({ OSS_ENDPOINT: endpoint }, ...here()), 1, /cannot be reached/);
  });

  it('for a host name that does not exist', async () => {
    const endpoint = 'https://oss.invalid';
    expectPlainWords(await upload({ OSS_ENDPOINT: endpoint }, ...here()), 1, /cannot be reached/);
  });

  it('for a path that does not exist', async () => {
    const gone = path.join(fixture.folder, 'gone');
    const result = await upload({}, gone, '--to', `oss://${fixture.sandbox.bucket}/`);
    expectPlainWords(result, 2, /gone" does not exist/);
  });

  it('for a path below a file', async () => {
    const below = path.join(file, 'below');
    const result = await upload({}, below, '--to', `oss://${fixture.sandbox.bucket}/`);
    expectPlainWords(result, 2, /not a folder/);
  });

  it('for a pipe, without hanging', async () => {
    const pipe = path.join(fixture.folder, 'pipe');
    execFileSync('mkfifo', [pipe]);
    const result = await upload({}, pipe, '--to', `oss://${fixture.sandbox.bucket}/`);
    expectPlainWords(result, 2, /neither a file nor a folder/);
  });

  it('for a database that another process has', async () => {
    const store = await openStore({ file: path.join(fixture.folder, 'queue.db') });
    try {
      expectPlainWords(await upload({}, ...here()), 1, /Another Ferry is at work/);
    } finally {
      await store.close();
    }
  });

  it('for a database in a place where none can be', async () => {
    const words = ['upload', ...here(), '--db', path.join(file, 'queue.db')];
    const result = await runFerry(words, { environment: fixture.environment });
    expectPlainWords(result, 1, /database cannot be read or written/);
  });

  it('for an option that does not exist', async () => {
    expectPlainWords(await upload({}, ...here(), '--paralel', '3'), 2, /--paralel/);
  });
});

describe('an unreadable file in a folder', () => {
  it('fails by itself while the others arrive', async () => {
    const nobody = 65_534;
    const isRoot = process.getuid?.() === 0;
    await fixture.write('mixed/good', 'good');
    const bad = await fixture.write('mixed/bad', 'bad');
    const shut = path.join(fixture.folder, 'mixed', 'shut');
    await mkdir(shut);
    await chmod(bad, 0);
    await chmod(shut, 0);
    const databases = path.join(fixture.folder, 'open-to-all');
    await mkdir(databases);
    await chmod(databases, 0o777);
    for (const folder of [fixture.folder, path.dirname(fixture.folder)]) await chmod(folder, 0o755);
    const to = `oss://${fixture.sandbox.bucket}/`;
    const db = path.join(databases, 'queue.db');
    const words = ['upload', path.join(fixture.folder, 'mixed'), '--to', to, '--db', db, '--json'];
    const { environment } = fixture;
    const result = await runFerry(words, isRoot ? { environment, uid: nobody } : { environment });
    expect(result.errors).toBe('');
    expect(result.exitCode).toBe(1);
    expect(result.events.at(-1)).toMatchObject({ type: 'summary', done: 1, failed: 2 });
    const failed = result.events.filter(({ state }) => state === 'failed');
    expect(failed.map(({ path: name }) => name).toSorted()).toEqual(['mixed/bad', 'mixed/shut']);
    for (const event of failed)
      expect(event).toMatchObject({ error: { code: 'source-unreadable' } });
    expect(await fixture.content('mixed/good')).toEqual(Buffer.from('good'));
  });
});
