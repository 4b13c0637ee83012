import type { SavedDestination } from '../../shared/preferences.ts';

/** Tiles beside the large one; more places are reached in the sidebar. */
const mostTiles = 4;

/** The other places of the overlay, the last used first; unused ones in the order of the sidebar. */
export function otherTiles(
  places: readonly SavedDestination[],
  target: string | undefined,
): readonly SavedDestination[] {
  return places
    .filter(({ id }) => id !== target)
    .toSorted((one, other) => (other.usedAt ?? 0) - (one.usedAt ?? 0))
    .slice(0, mostTiles);
}
