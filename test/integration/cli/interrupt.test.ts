import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runFerry, startFerry } from '../../helpers/ferry-process.ts';
import { patternedBytes, startSandboxFixture } from '../../helpers/sandbox-fixture.ts';
import type { SandboxFixture } from '../../helpers/sandbox-fixture.ts';

const KiB = 1024;
const content = patternedBytes(1_000 * KiB, 7);

let fixture: SandboxFixture;
let file: string;
let database: string;
let words: string[];
beforeEach(async () => {
  fixture = await startSandboxFixture();
  file = await fixture.write('large.bin', content);
  database = path.join(fixture.folder, 'queue.db');
  const to = `oss://${fixture.sandbox.bucket}/`;
  const sizes = ['--part-size', '100KiB', '--threshold', '100KiB', '--parallel', '1'];
  words = ['upload', file, '--to', to, '--db', database, ...sizes];
});
afterEach(async () => {
  await fixture.close();
});

/** Starts the upload and lets it get to part 5, which the server holds. */
async function startAndHold(...more: readonly string[]) {
  const held = fixture.sandbox.faults.add({
    when: { operation: 'UploadPart', partNumber: 5 },
    fault: { kind: 'hold' },
  });
  const ferry = startFerry([...words, ...more], { environment: fixture.environment });
  await held.nextFired();
  return { ferry, held };
}

/** Numbers of the parts whose content reached the server, in order. */
function partsSent(): (number | undefined)[] {
  const entries = fixture.sandbox.journal.find({ operation: 'UploadPart' });
  return entries.filter(({ applied }) => applied).map(({ partNumber }) => partNumber);
}

async function expectArrived(): Promise<void> {
  expect(await fixture.content('large.bin')).toEqual(content);
  expect(await fixture.reader.countUploads()).toBe(0);
}

const allParts = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];

describe('a signal', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)('%s pauses; resume sends only the rest', async (name) => {
    const { ferry, held } = await startAndHold();
    ferry.signal(name);
    const paused = await ferry.ended;
    held.remove();
    expect(paused.exitCode).toBe(130);
    expect(paused.output).toContain('Paused. 0 of 1 file are done.');
    expect(paused.output).toContain(`Continue with: ferry resume --db ${database}`);
    expect(paused.errors).toBe('');
    const resumed = await runFerry(['resume', '--db', database, '--json'], {
      environment: fixture.environment,
    });
    expect(resumed.exitCode).toBe(0);
    expect(resumed.events.at(-1)).toMatchObject({ done: 1, bytes: content.length });
    expect(partsSent().filter((part) => part !== 5)).toEqual(allParts.filter((part) => part !== 5));
    await expectArrived();
  });
});

describe('a crash', () => {
  it('is followed by the same command, which goes on and doubles nothing', async () => {
    const { ferry, held } = await startAndHold();
    ferry.signal('SIGKILL');
    expect((await ferry.ended).signal).toBe('SIGKILL');
    held.remove();
    const again = await runFerry([...words, '--json'], { environment: fixture.environment });
    expect(again.exitCode).toBe(0);
    expect(again.events).toContainEqual(
      expect.objectContaining({ type: 'notice', code: 'already-queued' }),
    );
    expect(again.events.at(-1)).toMatchObject({ done: 1, failed: 0, skipped: 0 });
    expect(partsSent().filter((part) => part !== 5)).toEqual(allParts.filter((part) => part !== 5));
    await expectArrived();
  });

  it('leaves a queue that status shows and cancel ends, also at OSS', async () => {
    const { ferry, held } = await startAndHold();
    ferry.signal('SIGKILL');
    await ferry.ended;
    held.remove();
    const { environment } = fixture;
    const status = await runFerry(['status', '--db', database], { environment });
    expect(status.exitCode).toBe(0);
    expect(status.output).toContain('Unfinished: 1 file');
    expect(await fixture.reader.countUploads()).toBe(1);
    const cancelled = await runFerry(['cancel', '--all', '--db', database], { environment });
    expect(cancelled.errors).toBe('');
    expect(cancelled.output).toContain('Cancelled: 1 file.');
    expect(cancelled.exitCode).toBe(0);
    expect(await fixture.reader.countUploads()).toBe(0);
    const nothing = await runFerry(['resume', '--db', database], { environment });
    expect(nothing.output).toContain('Nothing to resume.');
  });
});

describe('failures', () => {
  it('are retried on request', async () => {
    fixture.sandbox.faults.add({
      when: { operation: 'InitiateMultipartUpload' },
      fault: {
        kind: 'answer',
        status: 403,
        body: '<Error><Code>AccessDenied</Code><Message>no</Message></Error>',
      },
    });
    const { environment } = fixture;
    const failed = await runFerry(words, { environment });
    expect(failed.exitCode).toBe(1);
    const retried = await runFerry(['retry', '--all', '--db', database], { environment });
    expect(retried.errors).toBe('');
    expect(retried.exitCode).toBe(0);
    await expectArrived();
  });
});
