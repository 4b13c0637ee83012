import { describe, expect, it } from 'vitest';
import { contentTransfer, transferFromEntry } from '../../../../main/engine/queue/new-transfer.ts';
import { ossLimits } from '../../../../shared/upload/oss-limits.ts';

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
