import type { UploadList } from '../../../engine/ports/picture-queries.ts';
import type { UploadsOrder } from './uploads-order.ts';

/** The first and the last upload in sight. */
export interface UploadsInSight {
  readonly first: number;
  readonly last: number;
  /** The lines in sight begin at the top of the list. */
  readonly isTop: boolean;
}

/** All uploads that fit, each newest first: those of "Now", then all others. */
export function orderAnew(
  list: UploadList,
  fitting: ReadonlySet<number>,
  entered: number,
): UploadsOrder {
  const addedAt = timesOf(list);
  const isNow = nowOf(list, addedAt, entered);
  const shown = list.ids.filter((id) => fitting.has(id));
  const now = shown.filter(isNow);
  return {
    ids: [...now, ...shown.filter((id) => !isNow(id))],
    addedAt,
    now: now.length,
  };
}

/** Drops removed uploads. */
export function withoutGone(
  { ids, addedAt, now }: UploadsOrder,
  existing: ReadonlySet<number>,
): UploadsOrder {
  const exists = (id: number): boolean => existing.has(id);
  return { ids: ids.filter(exists), addedAt, now: ids.slice(0, now).filter(exists).length };
}

/**
 * Puts uploads that fit where their time belongs, except where they would come between the lines in
 * sight.
 *
 * @returns the order, and how many uploads have no line
 */
export function addInOrder(
  before: UploadsOrder,
  list: UploadList,
  fitting: ReadonlySet<number>,
  entered: number,
  world: {
    /** Absent when no line is in sight, or when its place need not be kept. */
    readonly sight: UploadsInSight | undefined;
    /** An upload that was added since: it comes in at the top. */
    readonly comesIn: (id: number) => boolean;
    /** An upload that had a line before, such as one whose removal the user undoes. */
    readonly comesBack: (id: number) => boolean;
  },
): { readonly order: UploadsOrder; readonly held: number } {
  const { sight, comesIn, comesBack } = world;
  const addedAt = new Map([...before.addedAt, ...timesOf(list)]);
  const timeOf = (id: number): number => addedAt.get(id) ?? 0;
  const isNewer = (id: number, other: number): boolean =>
    timeOf(id) === timeOf(other) ? id > other : timeOf(id) > timeOf(other);
  const isNow = nowOf(list, addedAt, entered);
  const known = new Set(before.ids);
  const added = list.ids.filter((id) => fitting.has(id) && !known.has(id));
  const ids: number[] = [];
  let held = 0;
  let isAtTop = true;
  let isInside = sight?.isTop === true && known.has(sight.last);

  const add = (id: number): void => {
    if (isInside && !(isAtTop && comesIn(id)) && !comesBack(id)) held += 1;
    else ids.push(id);
  };
  const merge = (kept: readonly number[], others: readonly number[]): void => {
    let next = 0;
    for (const id of kept) {
      for (let other = others[next]; other !== undefined; other = others[next]) {
        if (isNewer(id, other)) break;
        add(other);
        next += 1;
      }
      ids.push(id);
      isAtTop = false;
      if (id === sight?.first) isInside = true;
      if (id === sight?.last) isInside = false;
    }
    for (const other of others.slice(next)) add(other);
  };
  merge(before.ids.slice(0, before.now), added.filter(isNow));
  const now = ids.length;
  merge(
    before.ids.slice(before.now),
    added.filter((id) => !isNow(id)),
  );
  return { order: { ids, addedAt, now }, held };
}

function timesOf({ ids, addedAt }: UploadList): ReadonlyMap<number, number> {
  return new Map(ids.map((id, index) => [id, addedAt[index] ?? 0]));
}

/** "Now" has what is unfinished, and what was added since the user entered the list. */
function nowOf(
  { unfinished }: UploadList,
  addedAt: ReadonlyMap<number, number>,
  entered: number,
): (id: number) => boolean {
  const alive = new Set(unfinished);
  return (id) => alive.has(id) || (addedAt.get(id) ?? 0) >= entered;
}
