import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { runFerry } from '../../helpers/ferry-process.ts';
import type { FerryResult } from '../../helpers/ferry-process.ts';
import { startListeningServer } from '../../helpers/servers/listening-server.ts';
import { startSandboxFixture } from '../../helpers/sandbox-fixture.ts';
import type { SandboxFixture } from '../../helpers/sandbox-fixture.ts';

let fixture: SandboxFixture;
beforeEach(async () => {
  fixture = await startSandboxFixture();
});
afterEach(async () => {
  await fixture.close();
});

function ferry(...words: readonly string[]): Promise<FerryResult> {
  const db = ['--db', path.join(fixture.folder, 'queue.db')];
  return runFerry([...words, ...db], { environment: fixture.environment });
}

async function upload(callback: object): Promise<FerryResult> {
  const file = await fixture.write('a.txt', 'content');
  const options = await fixture.write('callback.json', JSON.stringify(callback));
  const to = `oss://${fixture.sandbox.bucket}/`;
  return await ferry('upload', file, '--to', to, '--callback', options);
}

it('row 70: status --failed finds the callback that failed, also as JSON', async () => {
  const application = await startListeningServer(500, 'broken');
  const uploaded = await upload({ url: application.origin, body: 'key=${object}' });
  expect(uploaded.exitCode).toBe(1);
  const text = await ferry('status', '--failed');
  expect(text.output).toContain('Callback failed: 1 file is stored');
  expect(text.output).toMatch(/1 {2}done +a\.txt: .*CallbackFailed/);
  expect(text.output).not.toContain('Nothing has failed');
  expect((await ferry('status')).output).toContain('Callback failed: 1 file is stored');
  const { events } = await ferry('status', '--failed', '--json');
  expect(events).toContainEqual(
    expect.objectContaining({
      type: 'transfer',
      path: 'a.txt',
      state: 'done',
      callbackError: expect.objectContaining({ ossCode: 'CallbackFailed' }) as object,
    }),
  );
  expect(events.at(-1)).toMatchObject({ type: 'summary', callbackFailed: 1, failed: 0 });
});

it.each([{ who: 'Zoë' }, { 'x:who': 'Zoë' }])(
  'row 70: the callback gets the custom value of %j',
  async (customValue) => {
    const application = await startListeningServer(200, '{}');
    const body = 'who=${x:who}';
    const uploaded = await upload({ url: application.origin, body, customValue });
    expect(uploaded.errors).toBe('');
    expect(uploaded.exitCode).toBe(0);
    expect(new URLSearchParams(application.heard[0]?.body).get('who')).toBe('Zoë');
  },
);
