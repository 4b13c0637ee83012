import { describe, expect, it } from 'vitest';
import { TransferError } from '../../../shared/errors.ts';
import { createFakeWorld } from '../../helpers/doubles/fake-world.ts';

const here = import.meta.filename;
const db = ['--db', here];
const done = { name: 'done', verified: 'crc64' } as const;
const failed = { name: 'failed', error: { code: 'source-unreadable' } } as const;

describe('ferry resume', () => {
  it('row 71: goes on with everything and reports what it did itself', async () => {
    const fake = createFakeWorld();
    fake.queue.put({ id: 1, state: done });
    fake.queue.put({ id: 2 });
    fake.queue.put({ id: 3, batchId: 2, state: done });
    fake.engine.scripts.push(async (engine) => {
      await engine.move({ id: 2, state: done });
      return { waitingFor: [] };
    });
    expect(await fake.run('resume', ...db, '--json', '--limit', '1MB/s')).toBe(0);
    expect(fake.engine.calls).toEqual(['start', 'resume {"all":true}']);
    expect(fake.opened[0]?.settings).toEqual({ bandwidthLimit: 1_000_000 });
    expect(fake.events().at(-1)).toMatchObject({ type: 'summary', done: 1, bytes: 100 });
  });

  it('starts nothing when there is nothing to do', async () => {
    const fake = createFakeWorld();
    fake.queue.put({ id: 1, state: done });
    fake.queue.put({ id: 2, state: failed });
    expect(await fake.run('resume', ...db)).toBe(0);
    expect(fake.engine.calls).toEqual([]);
    expect(fake.output()).toBe(
      'Nothing to resume. 1 file failed earlier; try it again with "ferry retry --all".\n',
    );
  });

  it('finishes clean-ups that are left', async () => {
    const fake = createFakeWorld();
    fake.queue.cleanUps = { count: 1 };
    expect(await fake.run('resume', ...db)).toBe(0);
    expect(fake.engine.calls).toContain('start');
  });

  it('has nothing to do without a database, and makes none', async () => {
    const fake = createFakeWorld();
    expect(await fake.run('resume', '--db', `${here}.gone`)).toBe(0);
    expect(fake.opened).toEqual([]);
  });
});

describe('ferry retry', () => {
  it('sets failed files going again and reports what became of them', async () => {
    const fake = createFakeWorld();
    fake.queue.put({ id: 1, state: failed });
    fake.queue.put({ id: 2, state: done });
    fake.engine.scripts.push(async (engine) => {
      await engine.move({ id: 1, state: done });
      return { waitingFor: [] };
    });
    expect(await fake.run('retry', '--all', ...db)).toBe(0);
    expect(fake.engine.calls).toEqual(['start', 'retry {"all":true}']);
    expect(fake.output()).toContain('Done: 1 file,');
  });

  it.each<string[][]>([[['1']], [['--error', 'source-unreadable']], [['--all']]])(
    'row 72: chooses by %j, and works on nothing else',
    async (words) => {
      const fake = createFakeWorld();
      fake.queue.put({ id: 1, state: failed });
      fake.queue.put({ id: 2 });
      await fake.run('retry', ...words, ...db);
      expect(fake.engine.calls).toEqual(['start {"only":"rows","ids":[1]}', 'retry {"ids":[1]}']);
    },
  );

  it('hands over the other policy and part size', async () => {
    const fake = createFakeWorld();
    fake.queue.put({ id: 1, state: failed });
    const changes = ['--conflict', 'newer', '--part-size', '1MiB'];
    await fake.run('retry', '--all', ...changes, ...db);
    const changed = '"conflictPolicy":"newer","partSize":1048576';
    expect(fake.engine.calls).toEqual(['start', `retry {"all":true,${changed}}`]);
  });

  it('gives one file another key', async () => {
    const fake = createFakeWorld();
    fake.queue.put({ id: 1, state: failed });
    await fake.run('retry', '1', '--key', 'better/name', ...db);
    expect(fake.engine.calls).toEqual([
      'start {"only":"rows","ids":[1]}',
      'changeKey {"id":1,"key":"better/name"}',
    ]);
  });

  it.each([
    [[], /not clear/],
    [['1', '--all'], /Only one choice/],
    [['x'], /does not take "x"/],
    [['--error', 'nonsense'], /--error/],
    [['1', '2', '--key', 'k'], /--key/],
    [['99'], /no transfer 99/],
  ])('refuses %j', async (words, sentence) => {
    const fake = createFakeWorld();
    fake.queue.put({ id: 1, state: failed });
    fake.queue.put({ id: 2, state: failed });
    expect(await fake.run('retry', ...words, ...db)).toBe(2);
    expect(fake.errors()).toMatch(sentence);
    expect(fake.engine.calls).toEqual([]);
  });
});

describe('ferry pause, cancel and clear', () => {
  it('pause without an engine', async () => {
    const fake = createFakeWorld();
    fake.queue.put({ id: 1, state: { name: 'uploading' } });
    fake.queue.put({ id: 2, state: done });
    expect(await fake.run('pause', '--all', ...db)).toBe(0);
    expect(fake.output()).toBe('Paused: 1 file.\n');
    expect(fake.opened).toEqual([]);
    expect(fake.queue.closed).toBe(true);
  });

  it('cancel without sending anything else', async () => {
    const fake = createFakeWorld();
    fake.queue.put({ id: 1 });
    expect(await fake.run('cancel', '1', ...db, '--json')).toBe(0);
    expect(fake.opened[0]?.cleanUpsOnly).toBe(true);
    expect(fake.engine.calls).toEqual(['start', 'cancel {"ids":[1]}']);
    expect(fake.events()).toMatchObject([
      { type: 'notice', message: 'Cancelled: 1 file.' },
      { type: 'summary', cancelled: 1 },
    ]);
  });

  it('row 76: cancel counts no file that was skipped', async () => {
    const fake = createFakeWorld();
    fake.queue.put({ id: 1 });
    fake.queue.put({ id: 2, state: { name: 'skipped', reason: 'exists' } });
    expect(await fake.run('cancel', '--all', ...db)).toBe(0);
    expect(fake.output()).toBe('Cancelled: 1 file.\n');
  });

  it('say so when an upload cannot be aborted now', async () => {
    const fake = createFakeWorld();
    fake.queue.put({ id: 1 });
    fake.queue.cleanUps = { count: 1, nextAt: 60_000 };
    expect(await fake.run('cancel', '--batch', '1', ...db)).toBe(0);
    expect(fake.output()).toContain('1 unfinished upload could not be aborted at OSS now');
  });

  it.each<[string[], number]>([
    [[], 1],
    [['--done'], 1],
    [['--failed'], 1],
    [['--all'], 2],
  ])('clear with %j', async (words, count) => {
    const fake = createFakeWorld();
    fake.queue.put({ id: 1, state: done });
    fake.queue.put({ id: 2, state: failed });
    fake.queue.put({ id: 3 });
    expect(await fake.run('clear', ...words, ...db)).toBe(0);
    expect(fake.output()).toContain(`Forgotten: ${count} file`);
  });

  it('refuse a selection that is none', async () => {
    for (const words of [
      ['cancel'],
      ['pause'],
      ['cancel', '--batch', '9'],
      ['clear', '--done', '--all'],
    ]) {
      const fake = createFakeWorld();
      expect(await fake.run(...words, ...db)).toBe(2);
    }
  });
});

describe('ferry status', () => {
  it('lists batches, failures by cause and what is unfinished', async () => {
    const fake = createFakeWorld();
    fake.queue.putBatch({ id: 1, name: 'pictures' });
    fake.queue.put({ id: 1, state: done });
    fake.queue.put({ id: 2, state: failed, relativePath: 'pictures/\u001b[2J' });
    fake.queue.put({ id: 3, bytesSent: 40 });
    expect(await fake.run('status', ...db)).toBe(0);
    expect(fake.output()).toContain('Batch 1: pictures to oss://photos/');
    expect(fake.output()).toContain('1 done, 1 queued, 1 failed');
    expect(fake.output()).toContain('40 B of 100 B');
    expect(fake.output()).toContain('ferry retry --error source-unreadable');
    expect(fake.output()).toContain(String.raw`pictures/\x1b[2J`);
    expect(fake.engine.calls).toEqual([]);
    expect(fake.queue.closed).toBe(true);
  });

  it('row 76: calls nothing uploading after a kill', async () => {
    const fake = createFakeWorld();
    fake.queue.put({ id: 1, state: { name: 'uploading' } });
    expect(await fake.run('status', ...db)).toBe(0);
    expect(fake.output()).toContain('1 queued');
    expect(fake.output()).not.toContain('uploading');
  });

  it('gives everything as JSON', async () => {
    const fake = createFakeWorld();
    fake.queue.put({ id: 1, state: failed });
    fake.queue.put({ id: 2 });
    expect(await fake.run('status', ...db, '--json')).toBe(0);
    expect(fake.events().map(({ type }) => type)).toEqual([
      'batch',
      'failure',
      'transfer',
      'transfer',
      'summary',
    ]);
  });

  it('shows failures only when asked to', async () => {
    const fake = createFakeWorld();
    fake.queue.put({ id: 1, state: failed });
    fake.queue.put({ id: 2 });
    expect(await fake.run('status', '--failed', ...db)).toBe(0);
    expect(fake.output()).toContain('file-1');
    expect(fake.output()).not.toContain('file-2');
  });

  it('says in one sentence that another Ferry is at work', async () => {
    const fake = createFakeWorld();
    fake.world.openQueue = () => Promise.reject(new TransferError({ code: 'database-locked' }));
    expect(await fake.run('pause', '--all', ...db)).toBe(1);
    expect(fake.errors()).toContain('Another Ferry is at work with this database.');
  });
});

describe('help', () => {
  it('goes to standard output and is no error', async () => {
    for (const words of [
      ['--help'],
      ['upload', '--help'],
      ['help', 'upload'],
      ['parts', '--help'],
    ]) {
      const fake = createFakeWorld();
      expect(await fake.run(...words)).toBe(0);
      expect(fake.output()).toContain('Usage: ferry');
    }
  });

  it('explains the default for objects that exist', async () => {
    const fake = createFakeWorld();
    await fake.run('upload', '--help');
    expect(fake.output()).toContain('nothing is ever overwritten unless');
  });

  it('is shown without a command, which is wrong usage', async () => {
    const fake = createFakeWorld();
    expect(await fake.run()).toBe(2);
    expect(fake.output()).toContain('Usage: ferry');
  });

  it('is pointed to by an unknown command', async () => {
    const fake = createFakeWorld();
    expect(await fake.run('uplaod')).toBe(2);
    expect(fake.errors()).toMatch(/unknown command 'uplaod'/i);
  });

  it('prints the version', async () => {
    const fake = createFakeWorld();
    expect(await fake.run('--version')).toBe(0);
    expect(fake.output()).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});
