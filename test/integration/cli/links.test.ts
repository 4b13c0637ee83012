import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runFerry } from '../../helpers/ferry-process.ts';
import { startSandboxFixture, type SandboxFixture } from '../../helpers/sandbox-fixture.ts';

let fixture: SandboxFixture;
let database: string[];

beforeEach(async () => {
  fixture = await startSandboxFixture();
  database = ['--db', path.join(fixture.folder, 'queue.db')];
});
afterEach(() => fixture.close());

const links = (...words: readonly string[]) =>
  runFerry(['links', ...words], { environment: fixture.environment });

/** Two files under `in/`, as the first batch. */
async function upload(): Promise<void> {
  const folder = path.dirname(await fixture.write('in/a b.txt', 'one'));
  await fixture.write('in/c.txt', 'two');
  const words = ['upload', folder, '--to', `oss://${fixture.sandbox.bucket}/`];
  const conflict = ['--conflict', 'overwrite', ...database];
  const done = await runFerry([...words, ...conflict], { environment: fixture.environment });
  expect(done.exitCode).toBe(0);
}

async function bodyOf(url: string): Promise<string> {
  return await (await fetch(url)).text();
}

describe('ferry links', () => {
  it('prints signed links of named objects, and when they end', async () => {
    await upload();
    const { bucket } = fixture.sandbox;
    const named = [`oss://${bucket}/in/a b.txt`, `oss://${bucket}/in/c.txt`];
    const { output, errors, exitCode } = await links(...named, '--lifetime', '1h');
    const [first = '', second = ''] = output.trim().split('\n');
    expect(first).toContain('x-oss-expires=3600&');
    expect(await bodyOf(first)).toBe('one');
    expect(await bodyOf(second)).toBe('two');
    expect(errors).toContain('Signed links end at');
    expect(exitCode).toBe(0);
  });

  it('prints the links of a batch through the bound domain', async () => {
    await upload();
    const { sandbox } = fixture;
    sandbox.updateBucket(sandbox.bucket, { domains: [{ domain: 'files.localhost' }] });
    const { events, exitCode } = await links('--batch', '1', '--json', ...database);
    expect(events.at(-1)).toEqual({ type: 'summary', links: 2 });
    const [first] = events as unknown as readonly { readonly url: string }[];
    expect(new URL(first?.url ?? '').host).toBe(`files.localhost:${sandbox.port}`);
    expect(exitCode).toBe(0);
  });

  it('says that the keys may not open what they link to', async () => {
    await upload();
    const keys = { accessKeyId: 'put-only', accessKeySecret: 's' };
    fixture.sandbox.addAccount({ ...keys, policy: { actions: ['oss:PutObject'] } });
    const { output, errors, exitCode } = await runFerry(
      ['links', `oss://${fixture.sandbox.bucket}/in/c.txt`],
      {
        environment: {
          ...fixture.environment,
          OSS_ACCESS_KEY_ID: keys.accessKeyId,
          OSS_ACCESS_KEY_SECRET: keys.accessKeySecret,
        },
      },
    );
    expect(output).toContain('x-oss-signature=');
    expect(errors).toContain('OSS refused the first link');
    expect(exitCode).toBe(1);
  });

  it.each([
    ['nothing', []],
    ['a folder', ['oss://bucket/in/']],
    ['objects of two buckets', ['oss://bucket/a', 'oss://other/a']],
    ['a batch of another account', ['--batch', '1', '--endpoint', 'http://127.0.0.1:9']],
    ['a longer life than OSS permits', ['oss://bucket/a', '--lifetime', '8d']],
  ])('refuses %s', async (_, words) => {
    if (words.includes('--batch')) await upload();
    const { exitCode } = await links(...words, ...database);
    expect(exitCode).toBe(2);
  });
});
