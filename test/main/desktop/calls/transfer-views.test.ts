import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  detailsView,
  ranges,
  showablePath,
  transferView,
} from '../../../../main/desktop/calls/transfer-views.ts';
import { sampleTransfer } from '../sample-transfers.ts';

describe('ranges', () => {
  it.each([
    [[], []],
    [[5], [[5, 5]]],
    [[1, 2, 3], [[1, 3]]],
    [
      [1, 1, 2, 3, 7, 9, 10],
      [
        [1, 3],
        [7, 7],
        [9, 10],
      ],
    ],
  ])('of %j are %j', (numbers, expected) => {
    expect(ranges(numbers)).toEqual(expected);
  });

  it('hold the numbers, all of them, and none beside another', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 1, max: 60 })), (numbers) => {
        const ascending = numbers.toSorted((one, other) => one - other);
        const found = ranges(ascending);
        const spread = found.flatMap(([first, last]) =>
          Array.from({ length: last - first + 1 }, (_, index) => first + index),
        );
        expect(spread).toEqual(ascending);
        expect(found.slice(1).every(([first], index) => first > (found[index]?.[1] ?? 0) + 1)).toBe(
          true,
        );
      }),
    );
  });
});

describe('transferView', () => {
  it('keeps the path on this side and shows the speed of what moves', () => {
    const row = sampleTransfer({ bytesSent: 4 });
    const { source: _source, ...rest } = row;
    expect([transferView(row), transferView({ ...row, bytesShown: 7, speed: 3 })]).toEqual([
      { ...rest, bytesShown: 4, speed: 0 },
      { ...rest, bytesShown: 7, speed: 3 },
    ]);
  });
});

describe('detailsView', () => {
  const identity = { device: '1', inode: '2', size: 25, modified: '3', changed: '4' };
  const part = (number: number) => ({
    number,
    size: 10,
    etag: 'e',
    crc64: '1',
    crc64Confirmed: true,
  });

  it('draws the parts of an upload from its checkpoint', () => {
    const checkpoint = {
      partSize: 10,
      identity,
      uploadId: 'U',
      intendedAt: 1,
      parts: [part(1), part(2)],
      completing: false,
    };
    const row = sampleTransfer({ size: 25 });
    const view = detailsView({ ...row, identity, checkpoint, attemptsMade: [] }, undefined, 'oss:');
    expect(view).toEqual({
      ...transferView(row),
      destinationUrl: 'oss:',
      partSize: 10,
      partCount: 3,
      uploadId: 'U',
      storedParts: [[1, 2]],
      attemptsMade: [],
    });
  });

  it('draws a finished file as one whole, and one that has not begun as empty', () => {
    const states = [{ name: 'done', verified: 'crc64' } as const, { name: 'queued' } as const];
    const views = states.map((state) =>
      detailsView({ ...sampleTransfer({ state }), attemptsMade: [] }, undefined, 'oss:'),
    );
    expect(views.map(({ partCount, storedParts }) => [partCount, storedParts])).toEqual([
      [1, [[1, 1]]],
      [1, []],
    ]);
  });

  it('prefers what moves to what the database knows', () => {
    const row = sampleTransfer();
    const moving = { ...row, bytesShown: 6, speed: 2 };
    expect(detailsView({ ...row, attemptsMade: [] }, moving, 'oss:')).toMatchObject({
      bytesShown: 6,
      speed: 2,
    });
  });
});

describe('showablePath', () => {
  it('shows text to the file manager, and no name that is none', () => {
    expect(['/data/a/图.png', '\0x:2f61ff'].map(showablePath)).toEqual([
      '/data/a/图.png',
      undefined,
    ]);
  });
});
