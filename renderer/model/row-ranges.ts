import type { ListLayout, Section } from './list-layout.ts';
import { type NeededPage, type PageRequest, pageSize } from './list-pages.ts';

/** The shape of the table: the layout of its lines, and the request for the rows of a section. */
export interface ListShape {
  readonly sections: readonly Section[];
  readonly layout: ListLayout;
  readonly request: (section: Section) => Omit<PageRequest, 'range'>;
}

/** Neighbouring rows of a section, from offset `from` to offset `to`. */
export interface RowRange {
  readonly section: Section;
  readonly from: number;
  readonly to: number;
}

/** The rows on the lines from `first` to `last`, without folded rows and the lines of batches. */
export function rangesBetween(shape: ListShape, first: number, last: number): readonly RowRange[] {
  return shape.sections.flatMap((section, index): RowRange[] => {
    const start = section.files === 0 ? undefined : shape.layout.lineOf(index, 0);
    if (start === undefined) return [];
    const from = Math.max(first - start, 0);
    const to = Math.min(last - start, section.files - 1);
    return from <= to ? [{ section, from, to }] : [];
  });
}

function pagesOf(shape: ListShape, { section, from, to }: RowRange): readonly NeededPage[] {
  const firstPage = Math.floor(from / pageSize);
  const count = Math.floor(to / pageSize) - firstPage + 1;
  return Array.from({ length: count }, (_, index) => pageOf(shape, section, firstPage + index));
}

function pageOf({ request }: ListShape, section: Section, page: number): NeededPage {
  const range = { offset: page * pageSize, limit: pageSize };
  return { key: section.batchId, page, request: { ...request(section), range } };
}

/** The pages that the lines from `first` to `last` show, by a unique name. */
export function neededPages(
  shape: ListShape,
  first: number,
  last: number,
): ReadonlyMap<string, NeededPage> {
  const pages = rangesBetween(shape, first, last).flatMap((range) => pagesOf(shape, range));
  const [only] = shape.sections;
  // The first page of a flat list brings the list's length.
  if (pages.length === 0 && only?.batchId === null) pages.push(pageOf(shape, only, 0));
  return new Map(pages.map((needed) => [`${needed.key ?? 'flat'}:${needed.page}`, needed]));
}

/** Rows in one response, when the caller needs only their ids. */
const mostAtOnce = 500;

export interface RowIdsOptions {
  readonly shape: ListShape;
  /** The ids of a loaded page. */
  readonly known: (key: number | null, page: number) => readonly number[] | undefined;
  readonly load: (request: PageRequest) => Promise<readonly number[]>;
}

/** The ids of the rows from line `first` to line `last`, including rows far from the screen. */
export async function idsBetween(
  options: RowIdsOptions,
  first: number,
  last: number,
): Promise<readonly number[]> {
  const ids: number[] = [];
  for (const range of rangesBetween(options.shape, first, last)) {
    for (let offset = range.from; offset <= range.to;) {
      const next = await idsFrom(options, range, offset);
      // The list became shorter meanwhile.
      if (next.length === 0) break;
      ids.push(...next);
      offset += next.length;
    }
  }
  return ids;
}

/** The first ids of the remaining range: as many as one response can hold. */
async function idsFrom(
  { shape, known, load }: RowIdsOptions,
  { section, from, to }: RowRange,
  offset: number,
): Promise<readonly number[]> {
  const range = { offset, limit: Math.min(mostAtOnce, to - offset + 1) };
  const request = { ...shape.request(section), range };
  // For a whole section, an upload that begins or ends meanwhile must not move between two
  // responses.
  if (from === 0 && to === section.files - 1) {
    return await load({ ...request, sort: { by: 'position', descending: false } });
  }
  const start = offset - (offset % pageSize);
  const seen = known(section.batchId, start / pageSize);
  return seen?.slice(offset - start, to - start + 1) ?? (await load(request));
}
