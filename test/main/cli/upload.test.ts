import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { TransferError } from '../../../shared/errors.ts';
import { canary, createFakeWorld } from '../../helpers/doubles/fake-world.ts';
import type { FakeWorld } from '../../helpers/doubles/fake-world.ts';

const here = import.meta.filename;
const folder = import.meta.dirname;
const database = path.join(folder, 'queue.db');
const db = ['--db', database];
const to = ['--to', 'oss://photos/2026/'];

function expectRefusal(fake: FakeWorld, exitCode: number, sentence: RegExp): void {
  expect(exitCode).toBe(2);
  expect(fake.errors()).toMatch(sentence);
  expect(fake.errors()).not.toMatch(/\n\s+at /);
  expect(fake.opened).toEqual([]);
}

describe('ferry upload', () => {
  it('asks OSS first, then adds the paths with everything the flags say', async () => {
    const fake = createFakeWorld();
    const words = ['upload', folder, ...to, ...db, '--include', '*.ts', '--exclude', 'tmp/**'];
    const flags = ['--parallel', '5', '--meta', 'year=2026', '--conflict', 'rename', '--jobs', '2'];
    expect(await fake.run(...words, ...flags)).toBe(0);
    expect(fake.engine.calls).toEqual(['probe photos', 'start {"only":"batches","ids":[]}', 'add']);
    expect(fake.engine.requests).toEqual([
      {
        destination: {
          accountId: 'environment at https://oss-cn-hangzhou.aliyuncs.com',
          bucket: 'photos',
          prefix: '2026/',
        },
        roots: [folder],
        scanOptions: { takeOver: true, include: ['*.ts'], exclude: ['tmp/**'] },
        options: { keepTimes: true, parallel: 5, meta: { year: '2026' } },
        conflictPolicy: 'rename',
      },
    ]);
    expect(fake.opened[0]?.settings).toEqual({ jobsAtOnce: 2 });
    expect(fake.engine.stopped).toBe(true);
    expect(fake.queue.closed).toBe(true);
  });

  it('leaves the time of modification at home with --no-mtime', async () => {
    const fake = createFakeWorld();
    expect(await fake.run('upload', here, ...to, ...db, '--no-mtime')).toBe(0);
    expect(fake.engine.requests[0]?.options).toEqual({});
  });

  it('takes a place without a slash as the whole key of one file', async () => {
    const fake = createFakeWorld();
    expect(await fake.run('upload', here, '--to', 'oss://photos/a/b.ts', ...db)).toBe(0);
    expect(fake.engine.requests).toMatchObject([
      { roots: [here], key: 'a/b.ts', destination: { prefix: '' } },
    ]);
  });

  it('finds paths from the working folder', async () => {
    const fake = createFakeWorld({ workingDirectory: folder });
    expect(await fake.run('upload', path.basename(here), ...to, ...db)).toBe(0);
    expect(fake.engine.requests).toMatchObject([{ roots: [here] }]);
  });

  it('sends standard input through a spool file', async () => {
    const fake = createFakeWorld();
    expect(await fake.run('upload', '-', '--name', 'report.csv', ...to, ...db)).toBe(0);
    expect(fake.engine.requests).toMatchObject([
      {
        blobName: 'report.csv',
        destination: { prefix: '2026/' },
        spool: { path: `${folder}/spool/spool` },
      },
    ]);
  });

  it('takes the name of standard input from a whole key', async () => {
    const fake = createFakeWorld();
    expect(await fake.run('upload', '-', '--to', 'oss://photos/in/today.csv', ...db)).toBe(0);
    expect(fake.engine.requests).toMatchObject([
      { blobName: 'today.csv', destination: { prefix: 'in/' } },
    ]);
  });

  it.each<[string, string[], RegExp]>([
    ['no place', [here], /equired option '--to/],
    ['no path', to, /missing required argument 'paths'/i],
    ['a place that is none', [here, '--to', 'photos/'], /not a place in OSS/],
    ['a path that is missing', [`${here}.gone`, here, ...to], /does not exist/],
    ['a path below a file', [`${here}/x`, ...to], /not a folder/],
    ['a folder under one key', [folder, '--to', 'oss://photos/key'], /one object key/],
    ['two files under one key', [here, folder, '--to', 'oss://photos/key'], /one object key/],
    ['input without a name', ['-', ...to], /has no name/],
    ['input among paths', ['-', here, ...to], /cannot be mixed/],
    ['an empty pattern', [here, ...to, '--include', ''], /--include has an empty pattern/],
    ['an open bracket', [here, ...to, '--exclude', '[ab'], /--exclude has a "\[" without/],
    ['a brace', [here, ...to, '--exclude', '*.{a'], /--exclude takes no braces/],
    ['a name for paths', [here, '--name', 'x', ...to], /--name/],
    ['empty input for paths', [here, '--allow-empty', ...to], /--allow-empty/],
    ['a size that is none', [here, ...to, '--part-size', '1KB'], /--part-size/],
    ['an unknown policy', [here, ...to, '--conflict', 'replace'], /--conflict/],
    ['a question without a terminal', [here, ...to, '--conflict', 'ask'], /no terminal/],
    ['an unknown option', [here, ...to, '--parrallel', '4'], /no option --parrallel/],
    ['a callback file that is missing', [here, ...to, '--callback', 'gone.json'], /callback file/],
    ['a callback file that is no JSON', [here, ...to, '--callback', here], /not valid JSON/],
  ])('refuses %s before anything is stored', async (_what, words, sentence) => {
    const fake = createFakeWorld();
    expectRefusal(fake, await fake.run('upload', ...words, ...db), sentence);
  });

  it.each([
    ['--access-key-secret=canary-secret'],
    ['--access-key-secret', 'canary-secret'],
    ['--secret', 'canary-secret'],
    ['--sts-token=canary-secret'],
    ['-kcanary-secret'],
  ])('refuses a key given as %s without repeating it', async (...secret) => {
    const fake = createFakeWorld();
    const exitCode = await fake.run('upload', here, ...to, ...secret, ...db);
    expectRefusal(fake, exitCode, /takes no keys as arguments/);
    expect(fake.errors() + fake.output()).not.toContain('canary-secret');
    expect(fake.errors()).toContain('OSS_ACCESS_KEY_SECRET');
  });

  it('says what is missing when there are no keys', async () => {
    const fake = createFakeWorld({ environment: { OSS_REGION: 'cn-hangzhou' } });
    expect(await fake.run('upload', here, ...to, ...db)).toBe(1);
    expect(fake.errors()).toContain('There are no credentials.');
    expect(fake.errors()).toContain('OSS_ACCESS_KEY_ID');
  });

  it('says what is missing when neither endpoint nor region is known', async () => {
    const environment = { OSS_ACCESS_KEY_ID: canary.id, OSS_ACCESS_KEY_SECRET: canary.secret };
    const fake = createFakeWorld({ environment });
    expectRefusal(fake, await fake.run('upload', here, ...to, ...db), /Neither an endpoint nor/);
  });

  it('adds nothing when the destination cannot be used, and says why', async () => {
    const fake = createFakeWorld();
    fake.engine.probeError = new TransferError({ code: 'bucket-missing', requestId: '65F0' });
    expect(await fake.run('upload', here, ...to, ...db)).toBe(1);
    expect(fake.engine.calls).toEqual(['probe photos']);
    expect(fake.errors()).toBe(
      'There is no such bucket at this endpoint. (request 65F0)\n' +
        'Check the name after oss:// and the region of the endpoint.\n',
    );
    expect(fake.queue.closed).toBe(true);
  });

  it('row 76: speaks of --to when the key cannot be, because nothing was queued', async () => {
    for (const place of ['oss://photos//x', 'oss://photos/a/../b/']) {
      const fake = createFakeWorld();
      fake.engine.probeError = new TransferError({
        code: 'key-invalid',
        detail: 'It is not right.',
      });
      expect(await fake.run('upload', here, '--to', place, ...db)).toBe(2);
      expect(fake.errors()).not.toContain('ferry retry');
      expect(fake.errors()).toContain('It is not right.');
    }
  });

  it('row 76: says when the copy of standard input does not fit on the disk', async () => {
    const fake = createFakeWorld();
    fake.world.writeSpool = () =>
      Promise.reject(new TransferError({ code: 'disk-full', detail: 'ENOSPC (spool)' }));
    expect(await fake.run('upload', '-', '--name', 'a', ...to, ...db)).toBe(1);
    expect(fake.errors()).toContain(
      'The disk has too little free space for the copy of standard input.',
    );
    expect(fake.errors()).toContain('Nothing was uploaded.');
    expect(fake.errors()).not.toContain('by itself');
  });

  it('row 76: says that a proxy is not asked for this computer', async () => {
    const fake = createFakeWorld();
    const proxy = ['--proxy', 'http://proxy.example:8080'];
    const local = ['--endpoint', 'http://127.0.0.1:9000', '--region', 'r'];
    expect(await fake.run('upload', here, ...to, ...db, ...proxy, ...local)).toBe(0);
    expect(fake.output()).toContain('127.0.0.1 is reached without the proxy');
    const other = createFakeWorld();
    expect(await other.run('upload', here, ...to, ...db, ...proxy)).toBe(0);
    expect(other.output()).not.toContain('without the proxy');
  });

  it('prints the sentence of a defect without a stack trace unless asked to', async () => {
    for (const [debug, stack] of [
      ['', false],
      ['1', true],
    ] as const) {
      const fake = createFakeWorld();
      const world = { ...fake.world.environment, FERRY_DEBUG: debug };
      Object.assign(fake.world, { environment: world });
      fake.engine.probeError = new Error('unforeseen');
      expect(await fake.run('upload', here, ...to, ...db)).toBe(1);
      expect(fake.errors()).toContain('Ferry met an unexpected error');
      expect(/\n\s+at /.test(fake.errors())).toBe(stack);
    }
  });

  it.each(['', '1'])('row 74: names why the scan thread ended, FERRY_DEBUG=%s', async (debug) => {
    const fake = createFakeWorld();
    const environment = { ...fake.world.environment, FERRY_DEBUG: debug };
    Object.assign(fake.world, { environment });
    const detail = 'The scan thread ended: it went wrong';
    fake.engine.scripts.push(async (engine) => {
      await engine.move({ id: 1, state: { name: 'failed', error: { code: 'internal', detail } } });
      return { waitingFor: [] };
    });
    expect(await fake.run('upload', here, ...to, ...db)).toBe(1);
    expect(fake.output()).toContain(detail);
  });

  it('row 72: leaves alone what earlier uploads left, and says so', async () => {
    const fake = createFakeWorld();
    fake.queue.put({ id: 1 });
    fake.queue.put({ id: 2, state: { name: 'done', verified: 'crc64' } });
    fake.queue.put({ id: 3, state: { name: 'paused' } });
    fake.queue.put({ id: 4, state: { name: 'waiting', why: 'credentials' } });
    fake.engine.scripts.push(async (engine) => {
      await engine.move({ id: 5, batchId: 2, state: { name: 'done', verified: 'crc64' } });
      return { waitingFor: [] };
    });
    expect(await fake.run('upload', here, ...to, ...db)).toBe(0);
    expect(fake.engine.calls).not.toContain('takeAll');
    expect(fake.output()).toContain('3 unfinished files from earlier uploads wait.');
    expect(fake.output()).toContain('Continue them with: ferry resume --db');
    expect(fake.output()).toContain('Done: 1 file');
  });

  it('row 72: takes the rest along after its own', async () => {
    const fake = createFakeWorld();
    fake.queue.put({ id: 1 });
    fake.engine.scripts.push(async (engine) => {
      await engine.move({ id: 5, batchId: 2, state: { name: 'done', verified: 'crc64' } });
      return { waitingFor: [] };
    });
    fake.engine.scripts.push(async (engine) => {
      await engine.move({ id: 1, state: { name: 'failed', error: { code: 'source-missing' } } });
      return { waitingFor: [] };
    });
    expect(await fake.run('upload', here, ...to, ...db, '--with-unfinished', '--json')).toBe(1);
    expect(fake.engine.calls).toContain('takeAll');
    expect(fake.events().at(-1)).toMatchObject({ type: 'summary', done: 1, failed: 1 });
  });

  it('row 69: says what became of unfinished files that it names again', async () => {
    const fake = createFakeWorld();
    fake.engine.taken = { files: 9, changed: 1, otherOptions: 2, cancelled: 1 };
    expect(await fake.run('upload', here, ...to, ...db)).toBe(0);
    expect(fake.output()).toContain('9 unfinished files from before went on with this upload.');
    expect(fake.output()).toContain('1 file has changed since: sent from the beginning.');
    expect(fake.output()).toContain('2 files were begun with other options: sent from the');
    expect(fake.output()).toContain('to the same object keys was cancelled');
  });

  it('counts a failure, groups it by cause and gives the next step', async () => {
    const fake = createFakeWorld();
    fake.engine.scripts.push(async (engine) => {
      await engine.move({ id: 1, state: { name: 'done', verified: 'crc64' } });
      for (const id of [2, 3]) {
        await engine.move({ id, state: { name: 'failed', error: { code: 'source-unreadable' } } });
      }
      return { waitingFor: [] };
    });
    expect(await fake.run('upload', folder, ...to, ...db)).toBe(1);
    expect(fake.output()).toContain('failed   folder/file-2: The file or folder may not be read.');
    expect(fake.output()).toContain('  2 files: The file or folder may not be read.');
    expect(fake.output()).toMatch(/file-2\n\s+folder\/file-3/);
  });

  it('counts a callback that failed as a failure of its own, with the object stored', async () => {
    const fake = createFakeWorld();
    fake.queue.putCallbackAnswer(1, {
      ok: false,
      error: { code: 'request-refused', ossCode: 'CallbackFailed' },
    });
    fake.engine.scripts.push(async (engine) => {
      const options = { callback: { url: 'http://x.example', body: 'b' } };
      fake.queue.putBatch({ id: 1, options });
      await engine.move({ id: 1, state: { name: 'done', verified: 'crc64' } });
      return { waitingFor: [] };
    });
    expect(await fake.run('upload', folder, ...to, ...db, '--json')).toBe(1);
    expect(fake.events().at(-1)).toMatchObject({ type: 'summary', done: 1, callbackFailed: 1 });
    expect(fake.events()).toContainEqual(
      expect.objectContaining({ type: 'notice', code: 'callback-failed', id: 1 }),
    );
  });

  it('ends with a next step when it waits for credentials only', async () => {
    const fake = createFakeWorld();
    fake.engine.scripts.push(async (engine) => {
      await engine.move({ id: 1, state: { name: 'waiting', why: 'credentials' } });
      return { waitingFor: ['credentials'] };
    });
    expect(await fake.run('upload', folder, ...to, ...db)).toBe(1);
    expect(fake.output()).toContain('Waiting: 1 file, because OSS accepts no credentials');
    expect(fake.output()).toContain(`ferry resume --db ${database}`);
  });
});
