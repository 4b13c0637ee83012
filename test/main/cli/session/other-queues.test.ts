import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { otherQueues } from '../../../../main/cli/session/other-queues.ts';
import { knownQueuesFolder, knownQueues } from '../../../../main/known-queues.ts';
import { openStore } from '../../../../main/store/open-store.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'ferry-queues-'));
  vi.stubEnv('XDG_DATA_HOME', folder);
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

const place = (name: string) => path.join(folder, name);

async function makeQueue(name: string): Promise<void> {
  const store = await openStore({ file: place(name) });
  await store.close();
  await knownQueues(knownQueuesFolder()).add(place(name));
}

it('reads every queue that was noted down but its own', async () => {
  await makeQueue('own.db');
  await makeQueue('other.db');
  expect(await otherQueues(place('own.db'))).toEqual([
    { file: place('other.db'), uploads: { uploadIds: new Set(), begun: new Set() } },
  ]);
});

it('forgets a queue that was deleted', async () => {
  await makeQueue('other.db');
  rmSync(place('other.db'));
  expect(await otherQueues(place('own.db'))).toEqual([]);
  expect(await knownQueues(knownQueuesFolder()).list()).toEqual([]);
});

it('reports a queue that it cannot read', async () => {
  await makeQueue('other.db');
  writeFileSync(place('other.db'), 'no database any more');
  expect(await otherQueues(place('own.db'))).toEqual([
    { file: place('other.db'), uploads: undefined },
  ]);
});
