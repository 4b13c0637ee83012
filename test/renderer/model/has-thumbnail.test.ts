import { describe, expect, it } from 'vitest';
import { hasThumbnail } from '../../../renderer/model/has-thumbnail.ts';

const object = { key: 'in/a.JPG', size: 1000, modified: 0, storageClass: 'Standard' };

describe('a thumbnail', () => {
  it('is made by OSS for pictures of at most 20 MB that need no restoring', () => {
    expect(hasThumbnail(object)).toBe(true);
    expect(hasThumbnail({ ...object, storageClass: 'IA' })).toBe(true);
    for (const change of [
      ...[{ key: 'in/a.svg' }, { key: 'in/a.mov' }, { key: 'jpg' }, { size: 0 }],
      ...[{ size: 21 * 1024 * 1024 }, { storageClass: 'ColdArchive' }],
    ]) {
      expect(hasThumbnail({ ...object, ...change })).toBe(false);
    }
  });
});
