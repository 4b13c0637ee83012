import type { PictureQueries } from '../engine/ports/picture-queries.ts';
import type { Engine } from '../engine/api.ts';
import type { RowBin } from '../engine/ports/row-bin.ts';

/** The queries of the store in use: a restart of the engine opens another store. */
export function pictureQueries(store: () => PictureQueries): PictureQueries {
  return {
    uploadMark: () => store().uploadMark(),
    uploadList: (query) => store().uploadList(query),
    uploadFacts: (ids) => store().uploadFacts(ids),
    uploadOrder: (batchId) => store().uploadOrder(batchId),
    sumCounters: (ids) => store().sumCounters(ids),
    countTree: (selection) => store().countTree(selection),
    unfinishedCounts: (...ids) => store().unfinishedCounts(...ids),
    selectedIds: (portion) => store().selectedIds(portion),
    batchCauses: () => store().batchCauses(),
    tree: (query) => store().tree(query),
    sortIntoFolders: (...portion) => store().sortIntoFolders(...portion),
    findUploads: (...search) => store().findUploads(...search),
    findFiles: (...search) => store().findFiles(...search),
  };
}

/** The bins of the store in use; the engine learns of every change. */
export function rowBins(store: () => RowBin, engine: Pick<Engine, 'rowsChanged'>): RowBin {
  const publish = async <Value>(change: Promise<Value>): Promise<Value> => {
    const value = await change;
    await engine.rowsChanged();
    return value;
  };
  return {
    putAside: (...command) => publish(store().putAside(...command)),
    moveFirst: (...command) => publish(store().moveFirst(...command)),
    bringBack: (bin) => publish(store().bringBack(bin)),
    emptyBins: (kept) => publish(store().emptyBins(kept)),
  };
}
