import { describe, expect, it } from 'vitest';
import { keepLines } from '../../../../renderer/model/list/keep-lines.ts';
import type { PictureLine } from '../../../../shared/ipc/picture.ts';
import { nowUploads, today, uploadLine } from '../../fake-uploads.ts';

const copyOf = (lines: readonly PictureLine[]) => structuredClone(lines);

describe('the lines of a new picture', () => {
  it('keep the object of a line that did not change, wherever it stands now', () => {
    const before = [...nowUploads, ...today];
    const added = uploadLine(9100, { name: 'new' });
    const now = keepLines(before, [added, ...copyOf(before).toReversed()]);
    expect(now[0]).toBe(added);
    expect(now.slice(1).every((line) => before.some((old) => old === line))).toBe(true);
    expect(now.slice(1).map(({ key }) => key)).toEqual(before.map(({ key }) => key).toReversed());
  });

  const line = uploadLine(9100, {
    say: { cause: 'conflict', files: 2 },
    thumbnails: [1, 2],
    secondsLeft: 5,
  });
  const { secondsLeft: _left, ...withoutTime } = line;
  it.each<[string, PictureLine]>([
    ['a field', { ...line, bytesDone: line.bytesDone + 1 }],
    ['a count', { ...line, files: { ...line.files, done: line.files.done + 1 } }],
    ['the sentence', { ...line, say: { cause: 'offline', files: 2 } }],
    ['a list', { ...line, thumbnails: [1, 3] }],
    ['the length of a list', { ...line, thumbnails: [1, 2, 3] }],
    ['a field that is gone', withoutTime],
    ['a field that is new', { ...line, left: true }],
  ])('have a new object when %s changed', (_what, changed) => {
    expect(keepLines([line], [changed])[0]).toBe(changed);
  });
});
