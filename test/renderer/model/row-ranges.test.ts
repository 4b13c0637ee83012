import { describe, expect, it } from 'vitest';
import { layoutOf, type Section } from '../../../renderer/model/list-layout.ts';
import type { PageRequest } from '../../../renderer/model/list-pages.ts';
import {
  idsBetween,
  type ListShape,
  neededPages,
  rangesBetween,
} from '../../../renderer/model/row-ranges.ts';

function shapeOf(...sections: Section[]): ListShape {
  const request = ({ batchId }: Section) => ({
    filter: batchId === null ? {} : { batchId },
    sort: { by: 'queue' as const, descending: false },
  });
  return { sections, layout: layoutOf(sections), request };
}

const folded: Section = { batchId: 9, files: 30, folded: true };
const first: Section = { batchId: 3, files: 1200, folded: false };
const second: Section = { batchId: 2, files: 5, folded: false };
const shape = shapeOf(folded, first, second);
/** The lines: 0 is the folded batch, 1 the next one, 2 to 1201 its rows, 1202 the last batch. */
const lastLine = shape.layout.lines - 1;

/** Row n of batch b has the id b * 10,000 + n. What was asked for is kept. */
function source(known: readonly number[] = []) {
  const asked: PageRequest[] = [];
  const idsOf = (key: number | null, offset: number, limit: number) => {
    const files = shape.sections.find(({ batchId }) => batchId === key)?.files ?? 0;
    const rows = Math.max(0, Math.min(limit, files - offset));
    return Array.from({ length: rows }, (_, index) => (key ?? 0) * 10_000 + offset + index);
  };
  return {
    asked,
    shape,
    known: (key: number | null, page: number) =>
      key === 3 && known.includes(page) ? idsOf(key, page * 100, 100) : undefined,
    load: (request: PageRequest) => {
      asked.push(request);
      const { offset, limit } = request.range;
      return Promise.resolve(idsOf(request.filter.batchId ?? null, offset, limit));
    },
  };
}

describe('the rows on some lines', () => {
  it('are found across batches, without their own lines and what is folded', () => {
    expect(rangesBetween(shape, 0, lastLine)).toEqual([
      { section: first, from: 0, to: 1199 },
      { section: second, from: 0, to: 4 },
    ]);
    expect(rangesBetween(shape, 1199, 1204)).toEqual([
      { section: first, from: 1197, to: 1199 },
      { section: second, from: 0, to: 1 },
    ]);
    expect(rangesBetween(shape, 0, 1)).toEqual([]);
  });

  it('need the pages they stand on', () => {
    expect([...neededPages(shape, 100, 203).keys()]).toEqual(['3:0', '3:1', '3:2']);
    expect([...neededPages(shape, 1150, 5000).keys()]).toEqual(['3:11', '2:0']);
    expect([...neededPages(shapeOf(), 0, 10).keys()]).toEqual([]);
  });

  it('need the first page of a flat list whose length nobody knows', () => {
    const flat = shapeOf({ batchId: null, files: 0, folded: false });
    expect([...neededPages(flat, 0, 0).keys()]).toEqual(['flat:0']);
  });
});

describe('the ids on some lines', () => {
  it('are those that were seen, and are read for the rest', async () => {
    const from = source([0]);
    const ids = await idsBetween(from, 12, 711);
    expect(ids).toEqual(Array.from({ length: 700 }, (_, index) => 30_010 + index));
    expect(from.asked.map(({ range, sort }) => [range.offset, range.limit, sort.by])).toEqual([
      [100, 500, 'queue'],
      [600, 110, 'queue'],
    ]);
  });

  it('of a whole batch are read in an order that no upload changes', async () => {
    const from = source([0, 1, 2]);
    const ids = await idsBetween(from, 0, lastLine);
    expect(new Set(ids).size).toBe(1205);
    expect(from.asked.map(({ filter, range, sort }) => [filter.batchId, range, sort.by])).toEqual([
      [3, { offset: 0, limit: 500 }, 'position'],
      [3, { offset: 500, limit: 500 }, 'position'],
      [3, { offset: 1000, limit: 200 }, 'position'],
      [2, { offset: 0, limit: 5 }, 'position'],
    ]);
  });

  it('end where the list has become shorter', async () => {
    const from = { ...source(), load: () => Promise.resolve([]) };
    expect(await idsBetween(from, 0, lastLine)).toEqual([]);
  });
});
