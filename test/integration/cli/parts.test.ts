import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { runFerry, startFerry } from '../../helpers/ferry-process.ts';
import type { FerryProcess } from '../../helpers/ferry-process.ts';
import { remoteObjects } from '../../helpers/servers/remote-objects.ts';
import { patternedBytes, startSandboxFixture } from '../../helpers/sandbox-fixture.ts';
import type { SandboxFixture } from '../../helpers/sandbox-fixture.ts';

const KiB = 1024;

let fixture: SandboxFixture;
let environment: NodeJS.ProcessEnv;
beforeEach(async () => {
  fixture = await startSandboxFixture();
  environment = { ...fixture.environment, XDG_DATA_HOME: path.join(fixture.folder, 'data') };
});
afterEach(async () => {
  await fixture.close();
});

const database = () => path.join(fixture.folder, 'queue.db');
const own = () => ['--bucket', fixture.sandbox.bucket, '--db', path.join(fixture.folder, 'own.db')];
const keysLeft = async () =>
  (await remoteObjects(fixture.sandbox).uploads()).map(({ key }) => key).toSorted();

/** A Ferry that has sent two parts of its file and waits for the answer to the third. */
async function startOther(): Promise<FerryProcess> {
  const file = await fixture.write('theirs.bin', patternedBytes(1000 * KiB, 7));
  const held = fixture.sandbox.faults.add({
    when: { operation: 'UploadPart', partNumber: 3 },
    times: Infinity,
    fault: { kind: 'hold' },
  });
  const to = `oss://${fixture.sandbox.bucket}/`;
  const sizes = ['--part-size', '100KiB', '--threshold', '100KiB', '--parallel', '1'];
  const words = ['upload', file, '--to', to, '--db', database(), ...sizes];
  const ferry = startFerry(words, { environment });
  await held.nextFired();
  return ferry;
}

async function beginStrange(): Promise<void> {
  await remoteObjects(fixture.sandbox).client.initMultipartUpload('strange.bin');
}

it('row 61: spares what a Ferry that runs, or was killed, will finish', async () => {
  const other = await startOther();
  await beginStrange();
  const listed = await runFerry(['parts', 'list', ...own()], { environment });
  expect(listed.errors).toBe('');
  expect(listed.output).toMatch(/2 parts .* theirs\.bin .* of another Ferry: .*queue\.db\n/);
  expect(listed.output).toMatch(/0 parts .* strange\.bin .* of no Ferry of yours\n/);
  const bare = await runFerry(['parts', 'abort', ...own(), '--yes'], { environment });
  expect(bare.exitCode).toBe(2);
  expect(await keysLeft()).toEqual(['strange.bin', 'theirs.bin']);
  other.signal('SIGKILL');
  await other.ended;
  const aborted = await runFerry(['parts', 'abort', ...own(), '--unknown', '--yes'], {
    environment,
  });
  expect(aborted.errors).toBe('');
  expect(aborted.exitCode).toBe(0);
  expect(await keysLeft()).toEqual(['theirs.bin']);
});

it('row 61: aborts the uploads of another Ferry on request', async () => {
  const other = await startOther();
  await beginStrange();
  other.signal('SIGKILL');
  await other.ended;
  const words = ['parts', 'abort', ...own(), '--of-database', database(), '--yes'];
  expect((await runFerry(words, { environment })).exitCode).toBe(0);
  expect(await keysLeft()).toEqual(['strange.bin']);
});

it('keeps no copy of the queue that it looked into', async () => {
  const other = await startOther();
  const temporary = await fixture.write('temporary/keep', '');
  const folder = path.dirname(temporary);
  const listed = await runFerry(['parts', 'list', ...own()], {
    environment: { ...environment, TMPDIR: folder },
  });
  expect(listed.output).toContain('of another Ferry');
  expect(await readdir(folder)).toEqual(['keep']);
  other.signal('SIGKILL');
  await other.ended;
});
