import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  contentTransfer,
  laneFor,
  missingParts,
  partCount,
  partRange,
  partSizeFor,
  sizeError,
  transferFromEntry,
} from '../../../../main/engine/queue/plan-upload.ts';
import { TransferError } from '../../../../shared/errors.ts';
import { ossLimits } from '../../../../shared/upload/oss-limits.ts';

const MiB = 1024 * 1024;
const GiB = 1024 * MiB;
const threshold = 100;
const path = '/data/a/photos/x.png';
const relativePath = 'photos/x.png';
const identity = (size: number) => ({
  device: '1',
  inode: '2',
  size,
  modified: '3',
  changed: '4',
});

describe('transferFromEntry', () => {
  it('queues a file in the lane of its size', () => {
    const lanes = [100, 101].map((size) =>
      transferFromEntry(
        { kind: 'file', path, relativePath, identity: identity(size) },
        'up/',
        threshold,
      ),
    );
    const row = {
      key: 'up/photos/x.png',
      source: { kind: 'file', path },
      relativePath,
      state: { name: 'queued' },
    };
    expect(lanes).toEqual([
      { ...row, size: 100, lane: 'small', identity: identity(100) },
      { ...row, size: 101, lane: 'large', identity: identity(101) },
    ]);
  });

  it('gives an empty folder a marker whose key ends in one slash', () => {
    const markers = ['photos', 'photos/'].map((name) =>
      transferFromEntry({ kind: 'empty-folder', path, relativePath: name }, 'up/', threshold),
    );
    expect(
      markers.map(({ key, source, size, lane, state }) => [key, source, size, lane, state]),
    ).toEqual(
      markers.map(() => [
        'up/photos/',
        { kind: 'folder-marker', path },
        0,
        'small',
        { name: 'queued' },
      ]),
    );
  });

  it('keeps what is not sent, and why', () => {
    const error = { code: 'source-unreadable' } as const;
    const states = [
      transferFromEntry(
        { kind: 'skipped', path, relativePath, reason: 'symbolic-link' },
        '',
        threshold,
      ),
      transferFromEntry({ kind: 'refused', path, relativePath, error }, '', threshold),
    ].map(({ state }) => state);
    expect(states).toEqual([
      { name: 'skipped', reason: 'symbolic-link' },
      { name: 'failed', error },
    ]);
  });
});

describe('contentTransfer', () => {
  it.each([
    ['a//b', 1, 'key-invalid'],
    ['a\ud800', 1, 'name-not-text'],
    ['a', ossLimits.maxObjectSize + 1, 'size-refused'],
  ])('adds %j of %d bytes as failed: %s', (key, size, code) => {
    const source = { kind: 'blob', path, name: 'x.png' } as const;
    const row = contentTransfer(source, key, relativePath, identity(size), threshold);
    expect(row).toMatchObject({ key, state: { name: 'failed', error: { code } } });
  });
});

describe('laneFor', () => {
  it.each([
    [0, 8 * MiB, 'small'],
    [0, 0, 'small'],
    [8 * MiB, 8 * MiB, 'small'],
    [8 * MiB + 1, 8 * MiB, 'large'],
    [5 * GiB, 9 * GiB, 'small'],
    [5 * GiB + 1, 9 * GiB, 'large'],
  ])('of %d bytes with a threshold of %d: %s', (size, threshold, lane) => {
    expect(laneFor(size, threshold)).toBe(lane);
  });
});

describe('partSizeFor', () => {
  it.each([
    ['the wanted size while 10,000 parts are enough', 80_000 * MiB, 8 * MiB, 8 * MiB],
    ['one step of 1 MiB more for one byte more', 80_000 * MiB + 1, 8 * MiB, 9 * MiB],
    ['the wanted size, odd as it may be', 1000, 123_457, 123_457],
    ['never less than OSS allows', 1000, 1000, ossLimits.minPartSize],
    ['the largest part for the largest object', ossLimits.maxObjectSize, 8 * MiB, 5 * GiB],
  ])('is %s', (_, size, wanted, expected) => {
    expect(partSizeFor(size, wanted)).toBe(expected);
  });

  it('refuses what no object can hold', () => {
    const size = ossLimits.maxObjectSize + 1;
    expect([sizeError(size - 1), sizeError(size)?.code]).toEqual([undefined, 'size-refused']);
    expect(() => partSizeFor(size, 8 * MiB)).toThrow(TransferError);
  });

  it('stays within the limits of OSS for every size', () => {
    const sizes = fc.maxSafeNat().map((number) => number % (ossLimits.maxObjectSize + 1));
    const wanted = fc.integer({ min: ossLimits.minPartSize, max: ossLimits.maxPartSize });
    fc.assert(
      fc.property(sizes, wanted, (size, part) => {
        const partSize = partSizeFor(size, part);
        expect(partSize).toBeGreaterThanOrEqual(part);
        expect(partSize).toBeLessThanOrEqual(ossLimits.maxPartSize);
        expect(partCount(size, partSize)).toBeLessThanOrEqual(ossLimits.maxPartCount);
      }),
    );
  });
});

describe('missingParts', () => {
  it('covers every byte of the file exactly once', () => {
    fc.assert(
      fc.property(fc.nat(5000), fc.integer({ min: 10, max: 600 }), (size, partSize) => {
        const parts = [...missingParts(size, partSize, new Set())];
        expect(parts.map(({ number }) => number)).toEqual(parts.map((_, index) => index + 1));
        expect(parts.map(({ start }) => start)).toEqual([
          0,
          ...parts.slice(0, -1).map(({ end }) => end),
        ]);
        expect([parts[parts.length - 1]?.end, parts.length]).toEqual([
          size,
          partCount(size, partSize),
        ]);
      }),
    );
  });

  it('leaves out what is done', () => {
    const parts = [...missingParts(25, 10, new Set([1, 7]))];
    expect(parts).toEqual([
      { number: 2, start: 10, end: 20 },
      { number: 3, start: 20, end: 25 },
    ]);
    expect(parts).toEqual([partRange(25, 10, 2), partRange(25, 10, 3)]);
  });

  it('gives an empty file one empty part', () => {
    expect([...missingParts(0, 10, new Set())]).toEqual([{ number: 1, start: 0, end: 0 }]);
  });
});
