import type { StoreOperations } from './store-calls.ts';
import { addingOperations } from './changes/adding.ts';
import { applyingOperations } from './changes/applying.ts';
import { binOperations } from './changes/bins.ts';
import { batchOperations } from './changes/batches.ts';
import { checkpointOperations } from './changes/checkpoints.ts';
import { claimingOperations } from './changes/claiming.ts';
import { cleanupOperations } from './changes/cleanups.ts';
import { commandOperations } from './changes/commands.ts';
import { countingOperations } from './operations/counting.ts';
import { handOverOperations } from './changes/handing-over.ts';
import { fileSearchOperations } from './operations/file-search.ts';
import { rowPortionOperations } from './operations/row-portions.ts';
import { treeCountOperations } from './operations/tree-count.ts';
import { treeOperations } from './operations/tree.ts';
import { uploadFactsOperations, uploadOrderOperations } from './operations/upload-facts.ts';
import { uploadListOperations } from './operations/upload-list.ts';
import { detailOperations, pagingOperations } from './operations/paging.ts';
import { settingsOperations } from './changes/settings-and-accounts.ts';
import { standingOperations } from './operations/standing.ts';
import type { StoreContext } from './operations/store-context.ts';

/** All operations on one database. The caller manages the transaction. */
export function storeOperations(context: StoreContext): StoreOperations {
  return {
    ...batchOperations(context),
    ...addingOperations(context),
    ...claimingOperations(context),
    ...checkpointOperations(context),
    ...applyingOperations(context),
    ...commandOperations(context),
    ...binOperations(context),
    ...handOverOperations(context),
    ...cleanupOperations(context),
    ...settingsOperations(context),
    ...countingOperations(context),
    ...standingOperations(context),
    ...pagingOperations(context),
    ...detailOperations(context),
    ...uploadListOperations(context),
    ...uploadFactsOperations(context),
    ...uploadOrderOperations(context),
    ...treeOperations(context),
    ...treeCountOperations(context),
    ...rowPortionOperations(context),
    ...fileSearchOperations(context),
  };
}
