import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { aliOss } from './helpers/ali-oss.ts';
import { startForTest, temporaryFolder } from './helpers/temporary-sandbox.ts';

const main = join(import.meta.dirname, '..', '..', 'sandbox', 'main.ts');

function run(args: readonly string[]) {
  const child = spawn(process.execPath, [main, ...args], { stdio: 'pipe' });
  let output = '';
  let complaint = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (complaint += text));
  const ended = once(child, 'close').then(([code]) => code as number | null);
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await ended;
  });
  return {
    child,
    ended,
    firstLine: async (): Promise<string> => {
      while (!output.includes('\n')) await once(child.stdout, 'data');
      return output;
    },
    complaint: () => complaint,
    output: () => output,
  };
}

describe('npm run sandbox', () => {
  it('prints one line of JSON, by which a client reaches it', async () => {
    const sandbox = run(['--data', temporaryFolder(), '--bucket', 'one', '--bucket', 'two']);
    const line = JSON.parse(await sandbox.firstLine()) as Record<string, string>;
    expect(Object.keys(line)).toEqual([
      'endpoint',
      'region',
      'bucket',
      'accessKeyId',
      'accessKeySecret',
    ]);
    const client = new aliOss({ ...line, region: `oss-${line['region'] ?? ''}` });
    await client.put('x', Buffer.from('x'));
    expect((await client.listBuckets()).buckets).toHaveLength(2);
    sandbox.child.kill('SIGTERM');
    expect(await sandbox.ended).toBe(0);
    expect(sandbox.output().trim().split('\n')).toHaveLength(1);
  });

  it('ends on SIGINT', async () => {
    const sandbox = run(['--data', temporaryFolder()]);
    await sandbox.firstLine();
    sandbox.child.kill('SIGINT');
    expect(await sandbox.ended).toBe(0);
  });

  it('ends with its parent when asked to', async () => {
    const sandbox = run(['--data', temporaryFolder(), '--exit-with-parent']);
    await sandbox.firstLine();
    sandbox.child.stdin.end();
    expect(await sandbox.ended).toBe(0);
  });

  it('says what is wrong with its arguments in one sentence', async () => {
    const sandbox = run(['--port', '0']);
    expect(await sandbox.ended).toBe(2);
    expect(sandbox.complaint()).toBe('Say where to keep the data: --data DIR.\n');
    expect(sandbox.output()).toBe('');
  });

  it('says that a port is taken, and that a file is no folder', async () => {
    const { port } = await startForTest();
    const taken = run(['--data', temporaryFolder(), '--port', String(port)]);
    expect(await taken.ended).toBe(1);
    expect(taken.complaint()).toContain(`Port ${port} is taken`);
    const file = join(temporaryFolder(), 'file');
    writeFileSync(file, 'x');
    const noFolder = run(['--data', file]);
    expect(await noFolder.ended).toBe(1);
    expect(noFolder.complaint()).toContain('is no folder');
  });
});
