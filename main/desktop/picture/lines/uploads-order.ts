import type { HeadingLine, LineHeight } from '../../../../shared/ipc/picture.ts';
import type { UploadList } from '../../../engine/ports/picture-queries.ts';

/** The uploads of a list in the order of their lines. */
export interface UploadsOrder {
  /** The section "Now" first, then all others; each newest first. */
  readonly ids: readonly number[];
  readonly addedAt: ReadonlyMap<number, number>;
  /** How many of `ids` stand under "Now". */
  readonly now: number;
}

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

/** A heading and the uploads below it; `ids[first]` is the first of them. */
export interface UploadSection {
  readonly heading: HeadingLine;
  readonly first: number;
  /** The line of the heading. */
  readonly line: number;
}

/** Days that have the heading "Earlier"; older ones have one for each month. */
const earlierDays = 30;

/** Groups the uploads under headings, by the calendar of this computer. */
export function sectionsOf({ ids, addedAt, now }: UploadsOrder, at: number): UploadSection[] {
  const today = startOfDay(at, 0);
  const yesterday = startOfDay(at, 1);
  const earlier = startOfDay(at, earlierDays);
  const headingFor = (time: number): Pick<HeadingLine, 'what' | 'month'> => {
    if (time >= today) return { what: 'today' };
    if (time >= yesterday) return { what: 'yesterday' };
    if (time >= earlier) return { what: 'earlier' };
    const date = new Date(time);
    const month = `${date.getFullYear()}-${String(date.getMonth() + 1).padStart(2, '0')}`;
    return { what: 'month', month };
  };
  const sections: UploadSection[] = [];
  let open: { key: string; what: Pick<HeadingLine, 'what' | 'month'>; first: number } | undefined;
  const close = (end: number): void => {
    if (open === undefined) return;
    const { key, what, first } = open;
    const heading: HeadingLine = { kind: 'heading', key, ...what, uploads: end - first };
    sections.push({ heading, first, line: first + sections.length });
  };
  ids.forEach((id, index) => {
    const what = index < now ? ({ what: 'now' } as const) : headingFor(addedAt.get(id) ?? 0);
    const key = `h:${what.what}:${'month' in what ? (what.month ?? '') : ''}`;
    if (open?.key === key) return;
    close(index);
    open = { key, what, first: index };
  });
  close(ids.length);
  return sections;
}

function startOfDay(at: number, daysBefore: number): number {
  const date = new Date(at);
  return new Date(date.getFullYear(), date.getMonth(), date.getDate() - daysBefore).getTime();
}

/** The heading or the upload on each line from `first` to `last`. */
export function linesBetween(
  { ids }: UploadsOrder,
  sections: readonly UploadSection[],
  first: number,
  last: number,
): readonly (HeadingLine | number)[] {
  const lines: (HeadingLine | number)[] = [];
  const from = sections.findLastIndex(({ line }) => line <= first);
  for (const [index, section] of sections.entries()) {
    if (index < from) continue;
    if (section.line > last) break;
    if (section.line >= first) lines.push(section.heading);
    const begin = Math.max(section.line + 1, first);
    const end = Math.min(section.line + section.heading.uploads, last);
    for (let line = begin; line <= end; line += 1) {
      const id = ids[section.first + line - section.line - 1];
      if (id !== undefined) lines.push(id);
    }
  }
  return lines;
}

/** The line of an upload; `undefined` when it is not in the list. */
export function lineOfUpload(
  { ids }: UploadsOrder,
  sections: readonly UploadSection[],
  id: number,
): number | undefined {
  const index = ids.indexOf(id);
  if (index === -1) return undefined;
  return index + sections.filter(({ first }) => first <= index).length;
}

/** @param hasSentence whether a sentence stands below the line of an upload */
export function heightsOf(
  { ids, now }: UploadsOrder,
  sections: readonly UploadSection[],
  hasSentence: (id: number) => boolean,
): readonly (readonly [LineHeight, number])[] {
  const runs: [LineHeight, number][] = [];
  const add = (height: LineHeight): void => {
    const last = runs.at(-1);
    if (last?.[0] === height) last[1] += 1;
    else runs.push([height, 1]);
  };
  for (const { heading, first } of sections) {
    add('heading');
    for (let index = first; index < first + heading.uploads; index += 1) {
      const id = ids[index] ?? 0;
      if (hasSentence(id)) add('said');
      else add(index < now ? 'tall' : 'small');
    }
  }
  return runs;
}
