import { describe, expect, it } from 'vitest';
import { causeButton, causeWord } from '../../../renderer/model/cause.ts';
import { remedyFor } from '../../../renderer/model/failure-advice.ts';
import { fileKind } from '../../../renderer/model/names/file-kind.ts';
import { partsGrid, storedCount } from '../../../renderer/model/list/parts-grid.ts';
import { roundDuration } from '../../../renderer/model/list/round-duration.ts';
import { sparkPath } from '../../../renderer/model/list/spark-path.ts';
import { displayOf, shareOf } from '../../../renderer/model/list/state-display.ts';
import { uploadDisplay } from '../../../renderer/model/list/upload-display.ts';
import type { UploadLine } from '../../../shared/ipc/picture.ts';
import { fakeRow, fakeRows } from '../fake-rows.ts';
import { uploadLine } from '../fake-uploads.ts';

describe('how a state looks', () => {
  it('differs in shape or word wherever it differs in meaning', () => {
    const looks = fakeRows(400).map((row): [string, string] => {
      const { icon, word, note } = displayOf(row);
      return [row.state.name, `${icon} ${word} ${note ?? ''}`];
    });
    const states = new Map(looks);
    expect(new Set(states.values()).size).toBe(states.size);
    expect(states.size).toBe(9);
  });

  it('counts down to the end of a wait', () => {
    const row = {
      ...fakeRow(1, 3, 0),
      state: { name: 'waiting', why: 'retry', until: 5 } as const,
    };
    expect(displayOf(row)).toMatchObject({ note: 'wait.retry', until: 5 });
    expect(displayOf({ ...row, state: { name: 'waiting', why: 'conflict' } }).note).toBe(
      'wait.conflict',
    );
  });

  it('takes an empty file for done only when it is', () => {
    const empty = { ...fakeRow(1, 3, 0), size: 0, bytesShown: 0 };
    expect(shareOf(empty)).toBe(0);
    expect(shareOf({ ...empty, state: { name: 'done', verified: 'crc64' } })).toBe(1);
  });
});

describe('the map of parts', () => {
  it.each([1, 26, 238, 2000, 10_000])('has space for %i parts', (count) => {
    const { columns, rows, side } = partsGrid(count, 308, 150);
    expect(columns * rows).toBeGreaterThanOrEqual(count);
    expect(columns * (rows - 1)).toBeLessThan(count);
    expect(side).toBeGreaterThanOrEqual(2);
  });

  it('counts what is stored', () => {
    expect(
      storedCount([
        [1, 3],
        [7, 7],
      ]),
    ).toBe(4);
    expect(storedCount([])).toBe(0);
  });
});

describe('small things people read', () => {
  it.each([
    [22.4, { unit: 'seconds', values: { seconds: 22 } }],
    [61, { unit: 'minutes', values: { minutes: 1 } }],
    [4320, { unit: 'hoursMinutes', values: { hours: 1, minutes: 12 } }],
    [7200, { unit: 'hours', values: { hours: 2 } }],
    [200_000, { unit: 'days', values: { days: 2, hours: 7 } }],
    [-3, { unit: 'seconds', values: { seconds: 0 } }],
  ])('%d seconds are rounded', (seconds, rounded) => {
    expect(roundDuration(seconds)).toEqual(rounded);
  });

  it('are drawn from names and numbers', () => {
    expect([
      fileKind('a.ARW'),
      fileKind('b/'),
      fileKind('.gitignore'),
      fileKind('c.tar.gz'),
    ]).toEqual(['image', 'folder', 'file', 'archive']);
    expect(sparkPath([], { width: 180, height: 34, count: 60 }).curve).toBe('M0 32H180');
    expect(sparkPath([0, 5], { width: 10, height: 10, count: 2 })).toEqual({
      curve: 'M0.0 8.0L10.0 4.0',
      area: 'M0.0 8.0L10.0 4.0L10 10L0.0 10Z',
    });
  });

  it('offer one answer for each file where each needs its own', () => {
    expect(remedyFor('key-invalid', 1)).toBe('change-key');
    expect(remedyFor('key-invalid', 2)).toBe('show');
    expect(remedyFor('source-changed', 40)).toBe('new-versions');
    expect(remedyFor('connection-lost', 1)).toBe('retry');
  });
});

describe('how an upload looks', () => {
  const states = [
    ...['uploading', 'next', 'waiting', 'verifying', 'paused', 'offline', 'stopped', 'attention'],
    ...['question', 'done', 'unconfirmed', 'cancelled', 'empty'],
  ] as readonly UploadLine['state'][];

  it('differs in shape or word wherever it differs in meaning', () => {
    const looks = states.map((state) => {
      const { icon, word, note } = uploadDisplay(uploadLine(1, { state }));
      return `${icon} ${word} ${note ?? ''}`;
    });
    expect(new Set(looks).size).toBe(states.length);
  });

  it('has a moving bar only while bytes move or are checked', () => {
    const moving = states.filter(
      (state) => uploadDisplay(uploadLine(1, { state })).bar === 'moving',
    );
    expect(moving).toEqual(['uploading', 'verifying']);
  });

  it('says a cause in two words, and has one button for it', () => {
    expect([causeWord('source-changed'), causeButton('source-changed', 2)]).toEqual([
      'cause.changed',
      'say.newVersions',
    ]);
    expect([causeWord('conflict'), causeButton('conflict', 300)]).toEqual([
      'uploads.question',
      'say.review',
    ]);
    expect([causeWord('credentials'), causeButton('credentials', 3)]).toEqual([
      'cause.keyRejected',
      'say.updateKeys',
    ]);
    expect([causeWord('source-unavailable'), causeButton('source-unavailable', 1)]).toEqual([
      'cause.diskMissing',
      'say.tryAgain',
    ]);
    expect(causeWord('bucket-missing')).toBe('errors.bucket-missing.title');
  });
});
