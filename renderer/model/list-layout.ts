/** A batch in the table, or, without a batch, one flat list. */
export interface Section {
  readonly batchId: number | null;
  readonly files: number;
  readonly folded: boolean;
}

/** One line of the table; the cursor stands on a line. */
export type Line =
  | { readonly kind: 'batch'; readonly section: number; readonly batchId: number }
  | { readonly kind: 'row'; readonly section: number; readonly offset: number };

/**
 * The unit of drawing: the line of a batch, or neighbouring rows. A list of a million rows is fifty
 * thousand blocks, which a virtual list measures quickly.
 */
export type Block =
  | {
      readonly kind: 'batch';
      readonly section: number;
      readonly batchId: number;
      readonly line: number;
    }
  | {
      readonly kind: 'rows';
      readonly section: number;
      readonly offset: number;
      readonly count: number;
      readonly line: number;
    };

export const rowHeight = 46;
export const batchHeight = 38;
/** The height of the header with the column names, which stays above the rows. */
export const headerHeight = 30;
const rowsPerBlock = 20;

interface Place {
  readonly section: Section;
  readonly lines: number;
  readonly blocks: number;
  readonly firstLine: number;
  readonly firstBlock: number;
  readonly top: number;
  readonly height: number;
}

/** The positions of all lines, without an entry for every row. */
export interface ListLayout {
  readonly lines: number;
  readonly blocks: number;
  readonly height: number;
  lineAt(line: number): Line | undefined;
  blockAt(block: number): Block | undefined;
  blockHeight(block: number): number;
  /** Pixels from the top of the list. */
  topOf(line: number): number;
  /**
   * The line of a row, or of a batch when `offset` is absent; undefined when its batch is folded.
   */
  lineOf(section: number, offset?: number): number | undefined;
}

export function layoutOf(sections: readonly Section[]): ListLayout {
  const places: Place[] = [];
  let end = { line: 0, block: 0, top: 0 };
  for (const section of sections) {
    const header = section.batchId === null ? 0 : 1;
    const rows = section.folded ? 0 : section.files;
    const lines = header + rows;
    const blocks = header + Math.ceil(rows / rowsPerBlock);
    const height = header * batchHeight + rows * rowHeight;
    const { line: firstLine, block: firstBlock, top } = end;
    places.push({ section, lines, blocks, firstLine, firstBlock, top, height });
    end = { line: firstLine + lines, block: firstBlock + blocks, top: top + height };
  }

  const blockAt = (block: number): Block | undefined => {
    const index = findLast(places, (place) => place.firstBlock <= block && place.blocks > 0);
    const place = places[index];
    if (place === undefined || block < 0 || block >= place.firstBlock + place.blocks) return;
    const { batchId, files } = place.section;
    const { firstLine } = place;
    const within = block - place.firstBlock;
    if (batchId !== null && within === 0) {
      return { kind: 'batch', section: index, batchId, line: firstLine };
    }
    const header = batchId === null ? 0 : 1;
    const offset = (within - header) * rowsPerBlock;
    const count = Math.min(rowsPerBlock, files - offset);
    return { kind: 'rows', section: index, offset, count, line: firstLine + header + offset };
  };

  return {
    lines: end.line,
    blocks: end.block,
    height: end.top,
    blockAt,
    lineAt(line) {
      const index = findLast(places, (place) => place.firstLine <= line && place.lines > 0);
      const place = places[index];
      if (place === undefined || line < 0 || line >= place.firstLine + place.lines) return;
      const { batchId } = place.section;
      const within = line - place.firstLine;
      if (batchId === null) return { kind: 'row', section: index, offset: within };
      if (within === 0) return { kind: 'batch', section: index, batchId };
      return { kind: 'row', section: index, offset: within - 1 };
    },
    blockHeight(block) {
      const found = blockAt(block);
      return found?.kind === 'rows' ? found.count * rowHeight : batchHeight;
    },
    topOf(line) {
      const place =
        places[findLast(places, ({ firstLine, lines }) => firstLine <= line && lines > 0)];
      if (place === undefined) return 0;
      const within = line - place.firstLine;
      const header = place.section.batchId === null ? 0 : 1;
      return place.top + (within === 0 ? 0 : header * batchHeight + (within - header) * rowHeight);
    },
    lineOf(section, offset) {
      const place = places[section];
      if (place === undefined) return;
      const { batchId, folded, files } = place.section;
      if (offset === undefined) return batchId === null ? undefined : place.firstLine;
      if (folded || offset >= files) return;
      return place.firstLine + (batchId === null ? 0 : 1) + offset;
    },
  };
}

/**
 * The index of the last place that fits; -1 if no place fits. Expects at most a few hundred
 * sections.
 */
function findLast(places: readonly Place[], fits: (place: Place) => boolean): number {
  return places.findLastIndex(fits);
}
