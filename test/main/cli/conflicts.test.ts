import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { askAboutConflicts, readConflictAnswer } from '../../../main/cli/run/resolve-conflicts.ts';
import { createFakeWorld } from '../../helpers/doubles/fake-world.ts';
import type { FakeWorld } from '../../helpers/doubles/fake-world.ts';

const here = import.meta.filename;
const upload = ['upload', import.meta.dirname, '--to', 'oss://photos/in/', '--db', here];
const exists = { name: 'waiting', why: 'conflict', error: { code: 'object-exists' } } as const;

/** The engine settles with two files that wait for an answer, and next time with nothing left. */
function withConflicts(fake: FakeWorld): void {
  fake.engine.scripts.push(async (engine) => {
    await engine.move({ id: 1, state: exists }, { id: 2, state: exists });
    return { waitingFor: ['conflict'] };
  });
}

describe('files whose object exists', () => {
  it('are asked about once for the batch, and the answer is carried out', async () => {
    const fake = createFakeWorld({ terminal: true });
    withConflicts(fake);
    fake.type('what?');
    fake.type('o');
    fake.engine.scripts.push(async (engine) => {
      for (const id of [1, 2])
        await engine.move({ id, state: { name: 'done', verified: 'crc64' } });
      return { waitingFor: [] };
    });
    expect(await fake.run(...upload)).toBe(0);
    expect(fake.engine.requests).toMatchObject([{ conflictPolicy: 'ask' }]);
    expect(fake.engine.calls).toContain('answerConflicts {"batchId":1,"policy":"overwrite"}');
    expect(fake.output()).toContain('2 files would replace objects');
    expect(fake.output()).not.toContain('passed over');
    expect(fake.output()).toContain('folder/file-1');
  });

  it('are counted without those that wait for something else, and beside identical ones', async () => {
    const fake = createFakeWorld({ terminal: true });
    fake.engine.scripts.push(async (engine) => {
      await engine.move(
        { id: 1, state: { name: 'waiting', why: 'source-unavailable' } },
        { id: 2, state: exists },
        { id: 3, state: { name: 'skipped', reason: 'identical' } },
        { id: 4, state: { name: 'skipped', reason: 'exists' } },
      );
      return { waitingFor: ['conflict'] };
    });
    fake.type('later');
    expect(await fake.run(...upload)).toBe(1);
    expect(fake.output()).toContain('1 file is there already, identical, and was passed over.');
    expect(fake.output()).toContain('1 file would replace an object');
    expect(fake.output()).toContain('folder/file-2');
  });

  it('stay as they are when the person wants to be asked later', async () => {
    const fake = createFakeWorld({ terminal: true });
    withConflicts(fake);
    fake.type('later');
    expect(await fake.run(...upload)).toBe(1);
    expect(fake.engine.calls.join()).not.toContain('answerConflicts');
    expect(fake.output()).toContain('choose what to do');
  });

  it('fail without a terminal: nothing is overwritten without an answer', async () => {
    const fake = createFakeWorld();
    withConflicts(fake);
    fake.engine.scripts.push(async (engine) => {
      const state = { name: 'failed', error: { code: 'object-exists' } } as const;
      await engine.move({ id: 1, state }, { id: 2, state });
      return { waitingFor: [] };
    });
    expect(await fake.run(...upload)).toBe(1);
    expect(fake.engine.requests).toMatchObject([{ conflictPolicy: 'ask' }]);
    expect(fake.engine.calls).toContain('answerConflicts {"batchId":1,"policy":"fail"}');
    expect(fake.output()).toContain('was left as it is');
  });

  it('row 72: of an earlier batch are no business of an upload', async () => {
    const fake = createFakeWorld();
    fake.queue.put({ id: 9, batchId: 7, state: exists });
    expect(await fake.run(...upload)).toBe(0);
    expect(fake.output()).toContain('1 unfinished file from earlier uploads waits.');
    expect(fake.engine.calls.join()).not.toContain('answerConflicts');
  });

  it('are answered by --conflict of resume', async () => {
    const fake = createFakeWorld();
    fake.queue.put({ id: 9, batchId: 7, state: exists });
    fake.engine.scripts.push(() => ({ waitingFor: ['conflict'] }));
    fake.engine.scripts.push(async (engine) => {
      await engine.move({ id: 9, batchId: 7, state: { name: 'skipped', reason: 'exists' } });
      return { waitingFor: [] };
    });
    expect(await fake.run('resume', '--conflict', 'skip', '--db', here)).toBe(0);
    expect(fake.engine.calls).toContain('answerConflicts {"batchId":7,"policy":"skip"}');
  });

  it('follow an explicit policy without a question', async () => {
    const fake = createFakeWorld({ terminal: true });
    expect(await fake.run(...upload, '--conflict', 'skip-identical')).toBe(0);
    expect(fake.engine.requests).toMatchObject([{ conflictPolicy: 'skip-identical' }]);
    expect(fake.output()).not.toContain('What shall be done');
  });
});

describe('askAboutConflicts', () => {
  const question = { files: 1, identical: 0, to: 'oss://photos/', examples: ['a\u001b[2Jb'] };

  it('takes the end of the input as later', async () => {
    const input = new PassThrough();
    const output = new PassThrough();
    input.end();
    const { signal } = new AbortController();
    expect(await askAboutConflicts(question, input, output, signal)).toBe('later');
    expect(String(output.read())).toContain(String.raw`a\x1b[2Jb`);
  });

  it('takes an interruption as later', async () => {
    const controller = new AbortController();
    const asked = askAboutConflicts(
      question,
      new PassThrough(),
      new PassThrough(),
      controller.signal,
    );
    controller.abort();
    expect(await asked).toBe('later');
  });

  it('row 76: shows a line to answer on, and says so when a letter is not a choice', async () => {
    const input = new PassThrough();
    const output = new PassThrough();
    input.write('x\ns\n');
    const { signal } = new AbortController();
    expect(await askAboutConflicts(question, input, output, signal)).toBe('skip');
    const text = String(output.read());
    expect(text.match(/What shall be done\? \[s\/i\/n\/o\/r\/l\] /g)).toHaveLength(2);
    expect(text).toContain('"x" is not an answer. Type one of the letters above.');
  });

  it('row 76: takes the end of the input after a wrong letter as later', async () => {
    const input = new PassThrough();
    input.end('x\n');
    const { signal } = new AbortController();
    expect(await askAboutConflicts(question, input, new PassThrough(), signal)).toBe('later');
  });

  it('reads letters and words, and nothing else', () => {
    expect(readConflictAnswer(' S ')).toBe('skip');
    expect(readConflictAnswer('skip-identical')).toBe('skip-identical');
    expect(readConflictAnswer('')).toBeUndefined();
    expect(readConflictAnswer('toString')).toBeUndefined();
  });
});
