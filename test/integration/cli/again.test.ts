import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runFerry, startFerry } from '../../helpers/ferry-process.ts';
import type { FerryResult } from '../../helpers/ferry-process.ts';
import { patternedBytes, startSandboxFixture } from '../../helpers/sandbox-fixture.ts';
import type { SandboxFixture } from '../../helpers/sandbox-fixture.ts';

const KiB = 1024;
const sizes = ['--part-size', '100KiB', '--threshold', '100KiB', '--parallel', '1'];

let fixture: SandboxFixture;
beforeEach(async () => {
  fixture = await startSandboxFixture();
});
afterEach(async () => {
  await fixture.close();
});

function words(...given: readonly string[]): string[] {
  const db = ['--db', path.join(fixture.folder, 'queue.db')];
  return [...given, '--to', `oss://${fixture.sandbox.bucket}/`, ...db, ...sizes];
}

function upload(...given: readonly string[]): Promise<FerryResult> {
  return runFerry(words('upload', ...given), { environment: fixture.environment });
}

/** Uploads until part 3 of `key` is on the way, and is then stopped as by Ctrl-C. */
async function interrupted(key: string, ...given: readonly string[]): Promise<void> {
  const held = fixture.sandbox.faults.add({
    when: { operation: 'UploadPart', key, partNumber: 3 },
    fault: { kind: 'hold' },
  });
  const ferry = startFerry(words('upload', ...given), { environment: fixture.environment });
  await held.nextFired();
  ferry.signal('SIGINT');
  expect((await ferry.ended).exitCode).toBe(130);
  held.remove();
}

function partsOf(key: string): (number | undefined)[] {
  const entries = fixture.sandbox.journal.find({ operation: 'UploadPart' });
  return entries.filter((one) => one.applied && one.key === key).map((one) => one.partNumber);
}

async function headersOf(key: string): Promise<Readonly<Record<string, unknown>>> {
  const answer = await fixture.reader.open(key);
  answer.resume();
  return answer.headers;
}

describe('the same command after an interruption', () => {
  it('row 69: sends a file that has changed since, and ends well', async () => {
    const file = await fixture.write('large.bin', patternedBytes(500 * KiB, 1));
    await interrupted('large.bin', file);
    const changed = patternedBytes(450 * KiB, 2);
    await fixture.write('large.bin', changed);
    const again = await upload(file);
    expect(again.errors).toBe('');
    expect(again.exitCode).toBe(0);
    expect(again.output).toContain('Done: 1 file');
    expect(again.output).toContain('1 file has changed since: sent from the beginning.');
    expect(again.output).not.toContain('Failed');
    expect(await fixture.content('large.bin')).toEqual(changed);
    expect(await fixture.reader.countUploads()).toBe(0);
  });

  it('row 60: applies other options to what is not sent yet, and says what begins again', async () => {
    await fixture.write('in/a-large.bin', patternedBytes(500 * KiB, 1));
    for (const name of ['b', 'c', 'd']) await fixture.write(`in/${name}.txt`, name);
    const folder = path.join(fixture.folder, 'in');
    const heldBack = ['b', 'c', 'd'].map((name) =>
      fixture.sandbox.faults.add({
        when: { operation: 'PutObject', key: `in/${name}.txt` },
        fault: { kind: 'hold' },
      }),
    );
    await interrupted('in/a-large.bin', folder);
    for (const held of heldBack) held.remove();
    const again = await upload(folder, '--storage-class', 'IA', '--meta', 'a=b');
    expect(again.exitCode).toBe(0);
    expect(again.output).toContain('4 unfinished files from before went on with this upload.');
    expect(again.output).toContain('1 file was begun with other options: sent from the beginning.');
    expect(again.output).toContain('Done: 4 files');
    for (const name of ['a-large.bin', 'b.txt', 'c.txt', 'd.txt']) {
      expect(await headersOf(`in/${name}`)).toMatchObject({
        'x-oss-meta-a': 'b',
        'x-oss-storage-class': 'IA',
      });
    }
    expect(await fixture.reader.countUploads()).toBe(0);
  });

  it('row 60: says which objects keep their old options, because they were there already', async () => {
    const file = await fixture.write('a.txt', 'a');
    await upload(file);
    const again = await upload(file, '--meta', 'a=b');
    expect(again.exitCode).toBe(0);
    expect(again.output).toContain('1 object was there already and keeps its old options.');
    expect(again.output).toContain('--conflict overwrite');
    expect((await upload(file, '--meta', 'a=b', '--conflict', 'overwrite')).exitCode).toBe(0);
    expect(await headersOf('a.txt')).toMatchObject({ 'x-oss-meta-a': 'b' });
  });

  it('row 60: sends no part twice when the options are the same', async () => {
    const file = await fixture.write('large.bin', patternedBytes(500 * KiB, 1));
    await interrupted('large.bin', file, '--meta', 'a=b');
    const again = await upload(file, '--meta', 'a=b');
    expect(again.exitCode).toBe(0);
    expect(partsOf('large.bin')).toEqual([1, 2, 3, 4, 5]);
    expect(await headersOf('large.bin')).toMatchObject({ 'x-oss-meta-a': 'b' });
  });
});

describe('a new upload beside unfinished ones', () => {
  it('row 72: does its own work only, and names the command for the rest', async () => {
    const old = await fixture.write('old.bin', patternedBytes(500 * KiB, 1));
    await interrupted('old.bin', old);
    const news = await fixture.write('new.txt', 'new');
    const uploaded = await upload(news);
    expect(uploaded.exitCode).toBe(0);
    expect(uploaded.output).toContain('Done: 1 file');
    expect(uploaded.output).toContain('1 unfinished file from earlier uploads waits.');
    expect(uploaded.output).toContain('Continue them with: ferry resume --db');
    expect(partsOf('old.bin')).toEqual([1, 2]);
    const db = ['--db', path.join(fixture.folder, 'queue.db')];
    const resumed = await runFerry(['resume', ...db], { environment: fixture.environment });
    expect(resumed.exitCode).toBe(0);
    expect(resumed.output).toContain('Done: 1 file');
    expect(await fixture.content('old.bin')).toEqual(patternedBytes(500 * KiB, 1));
    expect(partsOf('old.bin')).toEqual([1, 2, 3, 4, 5]);
  });

  it('row 72: is not failed by unfinished files of another account', async () => {
    const old = await fixture.write('old.bin', patternedBytes(500 * KiB, 1));
    await interrupted('old.bin', old, '--addressing', 'path');
    const keys = {
      accessKeyId: fixture.sandbox.accessKeyId,
      accessKeySecret: fixture.sandbox.accessKeySecret,
    };
    const profile = [
      '[profile other]',
      'mode=AK',
      `access_key_id=${keys.accessKeyId}`,
      `access_key_secret=${keys.accessKeySecret}`,
      `region=${fixture.sandbox.region}`,
      `endpoint=${fixture.sandbox.endpoint}`,
    ];
    await fixture.write('.ossutilconfig', `${profile.join('\n')}\n`);
    const news = await fixture.write('new.txt', 'new');
    const environment = {
      ...fixture.environment,
      HOME: fixture.folder,
      OSS_ACCESS_KEY_ID: 'revoked',
    };
    const uploaded = await runFerry(words('upload', news, '--profile', 'other'), { environment });
    expect(uploaded.errors).toBe('');
    expect(uploaded.output).not.toContain('does not accept');
    expect(uploaded.output).toContain('Done: 1 file');
    expect(uploaded.exitCode).toBe(0);
  });

  it('row 72: takes the rest along when asked to, after its own', async () => {
    const old = await fixture.write('old.bin', patternedBytes(500 * KiB, 1));
    await interrupted('old.bin', old);
    const news = await fixture.write('new.txt', 'new');
    const uploaded = await upload(news, '--with-unfinished');
    expect(uploaded.exitCode).toBe(0);
    expect(uploaded.output).toContain('Done: 2 files');
    expect(uploaded.output).not.toContain('Continue them with');
    const order = fixture.sandbox.journal.entries.filter(
      ({ key, operation, applied }) =>
        applied && (key === 'new.txt' || operation === 'CompleteMultipartUpload'),
    );
    expect(order.map(({ key }) => key)).toEqual(['new.txt', 'old.bin']);
  });
});
