import type { StoreOperations } from '../store-calls.ts';
import { addingOperations } from '../changes/adding.ts';
import { applyingOperations } from '../changes/applying.ts';
import { batchOperations } from '../changes/batches.ts';
import { checkpointOperations } from '../changes/checkpoints.ts';
import { claimingOperations } from '../changes/claiming.ts';
import { cleanupOperations } from '../changes/cleanups.ts';
import { commandOperations } from '../changes/commands.ts';
import { countingOperations } from './counting.ts';
import { fileSearchOperations } from './file-search.ts';
import { rowPortionOperations } from './row-portions.ts';
import { treeCountOperations } from './tree-count.ts';
import { treeOperations } from './tree.ts';
import { uploadFactsOperations } from './upload-facts.ts';
import { uploadListOperations } from './upload-list.ts';
import { detailOperations } from './details.ts';
import { pagingOperations } from './paging.ts';
import { settingsOperations } from '../changes/settings-and-accounts.ts';
import { standingOperations } from './standing.ts';
import type { StoreContext } from './store-context.ts';

/** All operations on one database. The caller manages the transaction. */
export function storeOperations(context: StoreContext): StoreOperations {
  return {
    ...batchOperations(context),
    ...addingOperations(context),
    ...claimingOperations(context),
    ...checkpointOperations(context),
    ...applyingOperations(context),
    ...commandOperations(context),
    ...cleanupOperations(context),
    ...settingsOperations(context),
    ...countingOperations(context),
    ...standingOperations(context),
    ...pagingOperations(context),
    ...detailOperations(context),
    ...uploadListOperations(context),
    ...uploadFactsOperations(context),
    ...treeOperations(context),
    ...treeCountOperations(context),
    ...rowPortionOperations(context),
    ...fileSearchOperations(context),
  };
}
