import { describe, expect, it } from 'vitest';
import type { RunEvent, TransferChange } from '../../main/cli/report/run-event.ts';
import type { FaultyRun } from './draw-run.ts';
import { judgeRun } from './judge-run.ts';

const key = 'run-1/film.bin';
const renamed = 'run-1/film (1).bin';
const file = Buffer.from('the file');
const other = Buffer.from('another object');
const damaged = Buffer.from('the filf');

interface Ending extends Partial<Pick<FaultyRun, 'policy' | 'former'>> {
  readonly exitCode?: number;
  readonly word?: Partial<TransferChange>;
  readonly objects?: readonly (readonly [string, Buffer])[];
}

function judge({ policy = 'overwrite', former = 'nothing', ...ending }: Ending): string[] {
  const { exitCode = 0, word = { state: 'done' }, objects = [[key, file]] } = ending;
  const change = {
    type: 'transfer',
    id: 1,
    batch: 1,
    path: 'film.bin',
    size: file.length,
  } as const;
  return judgeRun({
    run: { seed: 1, lane: 'put', policy, former, size: file.length, formerSize: 14, faults: [] },
    exitCode,
    events: [{ ...change, key, state: 'failed', ...word }],
    key,
    file,
    former: former === 'nothing' ? undefined : former === 'identical' ? file : other,
    objects: new Map(objects),
  });
}

const exists = { state: 'failed', error: { code: 'object-exists' } } as const;

describe('the verdict on a run', () => {
  it.each<[string, Ending]>([
    ['a file that is there', {}],
    ['one that replaced another object', { former: 'older', policy: 'newer' }],
    [
      'one that went beside another object',
      {
        former: 'newer',
        policy: 'rename',
        word: { state: 'done', key: renamed },
        objects: [
          [key, other],
          [renamed, file],
        ],
      },
    ],
    [
      'an object that was left alone',
      {
        former: 'older',
        policy: 'skip',
        word: { state: 'skipped', reason: 'exists' },
        objects: [[key, other]],
      },
    ],
    [
      'a refusal to overwrite',
      { former: 'older', policy: 'fail', exitCode: 1, word: exists, objects: [[key, other]] },
    ],
  ])('is silent about %s', (_what, ending) => {
    expect(judge(ending)).toEqual([]);
  });

  it.each<[string, Ending, RegExp]>([
    ['a damaged object', { objects: [[key, damaged]] }, /a damaged object stands/],
    ['a success without an object', { objects: [] }, /done, but .* is not the file/],
    [
      'a second copy',
      {
        objects: [
          [key, file],
          [renamed, file],
        ],
      },
      /the file is there again/,
    ],
    ['a failure that ends with 0', { exitCode: 0, word: exists }, /exit code 0 after failed/],
    ['a success that ends with 1', { exitCode: 1 }, /exit code 1 after done/],
    [
      'a failure for its own object',
      { policy: 'fail', exitCode: 1, word: exists },
      /no other program put there/,
    ],
    [
      'an object skipped that is its own',
      { policy: 'skip', word: { state: 'skipped', reason: 'exists' } },
      /no other program put there/,
    ],
    [
      'an object that was overwritten against the policy',
      { policy: 'skip', former: 'older', word: { state: 'skipped', reason: 'exists' } },
      /overwritten under skip/,
    ],
    [
      'another reason to fail',
      { exitCode: 1, word: { state: 'failed', error: { code: 'object-differs' } } },
      /failed with object-differs/,
    ],
    [
      'an identical object that is not',
      {
        policy: 'skip-identical',
        former: 'older',
        word: { state: 'skipped', reason: 'identical' },
        objects: [[key, other]],
      },
      /skipped as identical/,
    ],
    ['a former object that is gone', { former: 'older', objects: [] }, /is gone/],
    [
      'a file that stays unfinished',
      { exitCode: 1, word: { state: 'waiting' } },
      /ended as waiting/,
    ],
  ])('names %s', (_what, ending, sentence) => {
    expect(judge(ending).join('; ')).toMatch(sentence);
  });

  it.each([
    [[], ['nothing was said of the file']],
    [[{ type: 'notice', level: 'error', code: 'connection-lost', message: '' }], []],
    [
      [{ type: 'notice', level: 'error', code: 'access-denied', message: '' }],
      ['nothing was said of the file'],
    ],
  ] satisfies [RunEvent[], string[]][])(
    'accepts a command that queued nothing only with an error of the line: %j',
    (events, wrong) => {
      const run: FaultyRun = {
        ...{ seed: 1, lane: 'put', policy: 'fail', former: 'nothing' },
        ...{ size: file.length, formerSize: 14, faults: [] },
      };
      const evidence = { run, exitCode: 1, events, key, file, former: undefined };
      expect(judgeRun({ ...evidence, objects: new Map() })).toEqual(wrong);
    },
  );

  it.each([
    [true, []],
    [false, [`the file is there again as ${renamed}`, `the file went to ${renamed}`]],
  ])('knows that a file may meet itself if its PUT was delivered twice: %s', (isTwice, wrong) => {
    const fault = { kind: 'duplicate', answer: 'second' } as const;
    const run: FaultyRun = {
      ...{ seed: 1, lane: 'put', policy: 'rename', former: 'nothing' },
      ...{ size: file.length, formerSize: 14 },
      faults: isTwice ? [{ operation: 'PutObject', after: 0, fault }] : [],
    };
    const change = { type: 'transfer', id: 1, batch: 1, path: 'film.bin', size: 8 } as const;
    const evidence = { run, exitCode: 0, key, file, former: undefined };
    const events = [{ ...change, key: renamed, state: 'done' as const }];
    const objects = new Map([
      [key, file],
      [renamed, file],
    ]);
    expect(judgeRun({ ...evidence, events, objects })).toEqual(wrong);
  });

  it.each([
    [true, []],
    [false, [`the file is there again as ${renamed}, run/film (2).bin`]],
  ])('knows that it may also meet itself beside another object: %s', (isTwice, wrong) => {
    const fault = { kind: 'duplicate', answer: 'second' } as const;
    const run: FaultyRun = {
      ...{ seed: 1, lane: 'put', policy: 'rename', former: 'older' },
      ...{ size: file.length, formerSize: other.length },
      faults: isTwice ? [{ operation: 'PutObject', after: 1, fault }] : [],
    };
    const change = { type: 'transfer', id: 1, batch: 1, path: 'film.bin', size: 8 } as const;
    const evidence = { run, exitCode: 0, key, file, former: other };
    const events = [{ ...change, key: 'run/film (2).bin', state: 'done' as const }];
    const objects = new Map([
      [key, other],
      [renamed, file],
      ['run/film (2).bin', file],
    ]);
    expect(judgeRun({ ...evidence, events, objects })).toEqual(wrong);
  });
});
