import type { PictureQueries } from '../engine/ports/picture-queries.ts';

/** The queries of the store in use: a restart of the engine opens another store. */
export function pictureQueries(store: () => PictureQueries): PictureQueries {
  return {
    uploadMark: () => store().uploadMark(),
    uploadList: (query) => store().uploadList(query),
    uploadFacts: (ids) => store().uploadFacts(ids),
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
