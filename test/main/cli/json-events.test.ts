import { describe, expect, it } from 'vitest';
import { createFakeWorld } from '../../helpers/doubles/fake-world.ts';

const here = import.meta.filename;
const upload = ['upload', import.meta.dirname, '--to', 'oss://photos/in/', '--db', here, '--json'];

describe('--json', () => {
  it('prints one event a line and ends with the summary', async () => {
    const fake = createFakeWorld();
    fake.engine.scripts.push(async (engine) => {
      await engine.move({ id: 1, state: { name: 'uploading' }, size: 1000 });
      await engine.move({ id: 1, state: { name: 'uploading' }, size: 1000, bytesSent: 500 });
      await engine.move({ id: 1, state: { name: 'done', verified: 'crc64' }, size: 1000 });
      await engine.move({
        id: 2,
        state: { name: 'failed', error: { code: 'source-missing', detail: 'ENOENT' } },
      });
      await engine.move({ id: 3, state: { name: 'skipped', reason: 'symbolic-link' } });
      return { waitingFor: [] };
    });
    expect(await fake.run(...upload)).toBe(1);
    const events = fake.events();
    const row = { type: 'transfer', batch: 1, path: 'folder/file-1', key: 'folder/file-1' };
    expect(events[0]).toEqual({
      type: 'added',
      batch: 1,
      name: 'added',
      to: 'oss://photos/in/',
      paths: [import.meta.dirname],
    });
    expect(events.filter(({ type, id }) => type === 'transfer' && id === 1)).toEqual([
      { ...row, id: 1, state: 'uploading', size: 1000 },
      { ...row, id: 1, state: 'done', size: 1000, verified: 'crc64' },
    ]);
    expect(events.find(({ id }) => id === 2)).toMatchObject({
      state: 'failed',
      error: { code: 'source-missing', detail: 'ENOENT' },
    });
    expect(events.find(({ id }) => id === 3)).toMatchObject({ reason: 'symbolic-link' });
    expect(events.at(-1)).toEqual({
      type: 'summary',
      done: 1,
      failed: 1,
      skipped: 1,
      bytes: 1000,
      cancelled: 0,
      waiting: 0,
      paused: 0,
      unfinished: 0,
      callbackFailed: 0,
      skippedBecause: { 'symbolic-link': 1 },
      leftOut: [],
      interrupted: false,
      seconds: 0,
    });
    expect(fake.errors()).toBe('');
  });

  it('prints progress with the running files, at most four times a second', async () => {
    const fake = createFakeWorld();
    fake.engine.scripts.push(async (engine) => {
      for (const bytesSent of [0, 100, 200, 300]) {
        fake.pass(100);
        await engine.move({ id: 1, state: { name: 'uploading' }, size: 1000, bytesSent });
      }
      return { waitingFor: [] };
    });
    await fake.run(...upload);
    const progress = fake.events().filter(({ type }) => type === 'progress');
    expect(progress).toHaveLength(2);
    expect(progress.at(-1)).toEqual({
      type: 'progress',
      files: {
        queued: 0,
        uploading: 1,
        verifying: 0,
        waiting: 0,
        paused: 0,
        done: 0,
        skipped: 0,
        failed: 0,
        cancelled: 0,
        total: 1,
      },
      bytes: { sent: 300, total: 1000 },
      speed: 0,
      scanning: false,
      running: [{ id: 1, path: 'folder/file-1', size: 1000, sent: 300, speed: 0 }],
    });
  });

  it('announces failures that came with the scan, once', async () => {
    const fake = createFakeWorld();
    fake.engine.scripts.push(() => {
      fake.queue.put({ id: 5, state: { name: 'failed', error: { code: 'name-not-text' } } });
      return { waitingFor: [] };
    });
    expect(await fake.run(...upload)).toBe(1);
    expect(fake.events().filter(({ id }) => id === 5)).toHaveLength(1);
  });

  it('says when an account waits and when it goes on', async () => {
    const fake = createFakeWorld();
    const error = { code: 'offline' } as const;
    fake.engine.scripts.push(async (engine) => {
      await engine.announce({ conditions: [{ accountId: 'a', kind: 'offline', error }] });
      await engine.announce({ conditions: [{ accountId: 'a', kind: 'offline', error }] });
      await engine.announce({ conditions: [{ kind: 'disk-full' }] });
      await engine.announce({});
      return { waitingFor: [] };
    });
    await fake.run(...upload);
    expect(fake.events().filter(({ type }) => type === 'waiting')).toEqual([
      { type: 'waiting', why: 'offline', account: 'a', error },
      { type: 'waiting', why: 'disk-full' },
      { type: 'waiting', why: 'over', account: 'a' },
      { type: 'waiting', why: 'over' },
    ]);
  });

  it('speaks JSON about wrong usage too, and ends with a summary', async () => {
    const fake = createFakeWorld();
    expect(await fake.run('upload', 'gone', '--to', 'oss://photos/', '--json', '--db', here)).toBe(
      2,
    );
    expect(fake.events()).toMatchObject([
      { type: 'notice', level: 'error', code: 'usage' },
      { type: 'summary', done: 0, failed: 0, skipped: 0, bytes: 0 },
    ]);
    expect(fake.errors()).toContain('does not exist');
  });
});

describe('an interruption', () => {
  it('stops the engine, says how to go on, and ends with 130', async () => {
    for (const json of [false, true]) {
      const fake = createFakeWorld();
      fake.engine.scripts.push(async (engine) => {
        await engine.move({ id: 1, state: { name: 'done', verified: 'crc64' } }, { id: 2 });
        fake.interrupt();
        return await new Promise(() => undefined);
      });
      expect(await fake.run(...upload.slice(0, json ? undefined : -1))).toBe(130);
      expect(fake.engine.stopped).toBe(true);
      if (json) {
        expect(fake.events().at(-1)).toMatchObject({ interrupted: true, done: 1, unfinished: 1 });
      } else {
        expect(fake.output()).toContain(
          `Paused. 1 of 2 files are done.\nContinue with: ferry resume --db ${here}\n`,
        );
      }
    }
  });

  it('before anything was added says so', async () => {
    const fake = createFakeWorld();
    fake.engine.probe = () => {
      fake.interrupt();
      return new Promise(() => undefined);
    };
    expect(await fake.run(...upload.slice(0, -1))).toBe(130);
    expect(fake.errors()).toContain('Stopped before anything was changed.');
    expect(fake.engine.requests).toEqual([]);
  });

  it('given twice ends at once', async () => {
    const fake = createFakeWorld();
    const exits: number[] = [];
    fake.world.exit = (code) => {
      exits.push(code);
      throw new Error('the process has ended');
    };
    fake.engine.scripts.push(() => {
      fake.interrupt();
      expect(() => {
        fake.interrupt();
      }).toThrow('the process has ended');
      return { waitingFor: [] };
    });
    await fake.run(...upload);
    expect(exits).toEqual([130]);
  });
});
