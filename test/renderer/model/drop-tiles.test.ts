import { describe, expect, it } from 'vitest';
import { otherTiles } from '../../../renderer/model/drop-tiles.ts';
import type { SavedDestination } from '../../../shared/preferences.ts';

const place = (id: string, usedAt?: number): SavedDestination => ({
  ...{ id, accountId: 'studio', bucket: 'media', prefix: '', options: {} },
  conflictPolicy: 'ask',
  ...(usedAt !== undefined && { usedAt }),
});

describe('the tiles beside the target', () => {
  it('are at most four others, the last used first, then in the order of the sidebar', () => {
    const places = [
      ...[place('a'), place('b', 10), place('target', 99), place('c', 30)],
      ...[place('d'), place('e', 20)],
    ];
    expect(otherTiles(places, 'target').map(({ id }) => id)).toEqual(['c', 'e', 'b', 'a']);
    expect(otherTiles(places.slice(0, 3), undefined).map(({ id }) => id)).toEqual([
      'target',
      'b',
      'a',
    ]);
  });
});
