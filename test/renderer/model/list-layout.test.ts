import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  batchHeight,
  layoutOf,
  rowHeight,
  type Section,
} from '../../../renderer/model/list-layout.ts';

const sections: readonly Section[] = [
  { batchId: 7, files: 45, folded: false },
  { batchId: 5, files: 3, folded: true },
  { batchId: 2, files: 1, folded: false },
];

describe('the layout of the list', () => {
  it('gives every batch a line and every row that is not folded away another', () => {
    const layout = layoutOf(sections);
    expect(layout.lines).toBe(1 + 45 + 1 + 1 + 1);
    expect(layout.lineAt(0)).toEqual({ kind: 'batch', section: 0, batchId: 7 });
    expect(layout.lineAt(45)).toEqual({ kind: 'row', section: 0, offset: 44 });
    expect(layout.lineAt(46)).toEqual({ kind: 'batch', section: 1, batchId: 5 });
    expect(layout.lineAt(48)).toEqual({ kind: 'row', section: 2, offset: 0 });
    expect(layout.lineAt(49)).toBeUndefined();
    expect(layout.lineAt(-1)).toBeUndefined();
    expect(layout.height).toBe(3 * batchHeight + 46 * rowHeight);
  });

  it('draws rows in blocks that never cross a batch', () => {
    const layout = layoutOf(sections);
    expect(layout.blocks).toBe(1 + 3 + 1 + 1 + 1);
    expect(layout.blockAt(3)).toEqual({ kind: 'rows', section: 0, offset: 40, count: 5, line: 41 });
    expect(layout.blockHeight(3)).toBe(5 * rowHeight);
    expect(layout.blockAt(7)).toBeUndefined();
  });

  it('has no lines of batches in a flat list', () => {
    const layout = layoutOf([{ batchId: null, files: 1_000_000, folded: false }]);
    expect(layout.lines).toBe(1_000_000);
    expect(layout.lineOf(0)).toBeUndefined();
    expect(layout.topOf(999_999)).toBe(999_999 * rowHeight);
  });

  it('says the same about a place by line, by block and by pixel', () => {
    const anySection = fc.record({
      batchId: fc.nat(),
      files: fc.nat({ max: 130 }),
      folded: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(anySection, { minLength: 1, maxLength: 6 }), (made) => {
        const layout = layoutOf(made);
        let top = 0;
        let line = 0;
        for (let index = 0; index < layout.blocks; index += 1) {
          const block = layout.blockAt(index);
          expect(block?.line).toBe(line);
          expect(layout.topOf(line)).toBe(top);
          line += block?.kind === 'rows' ? block.count : 1;
          top += layout.blockHeight(index);
        }
        expect(line).toBe(layout.lines);
        expect(top).toBe(layout.height);
        for (let each = 0; each < layout.lines; each += 1) {
          const found = layout.lineAt(each);
          const offset = found?.kind === 'row' ? found.offset : undefined;
          expect(layout.lineOf(found?.section ?? -1, offset)).toBe(each);
        }
      }),
      { numRuns: 60 },
    );
  });
});
