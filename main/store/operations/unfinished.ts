import type { StoreContext } from './store-context.ts';

const liveStates = "'queued', 'uploading', 'verifying', 'waiting', 'paused'";

/** True for an unfinished batch among `batches AS a`: a row can change, or a scan runs. */
export const isUnfinishedBatch = `
  (a.may_live = 1 AND (a.scan = 'scanning' OR EXISTS (
    SELECT 1 FROM counters AS l
      WHERE l.batch_id = a.id AND l.state IN (${liveStates}) AND l.files > 0)))`;

/** When the last row of a batch was added or ended; batches AS a. */
export const lastChange = `
  (SELECT nullif(max(f.changed_at), 0) FROM folders AS f INDEXED BY folders_by_name
    WHERE f.batch_id = a.id)`;

/**
 * Notes which batches have ended since the last call, so that lists of uploads look only at the
 * others. Triggers undo it for a batch that a retry revives.
 */
export function sealEndedBatches(context: StoreContext): void {
  context.run(`
    UPDATE batches AS a SET may_live = 0, ended_at = coalesce(${lastChange}, a.created_at)
      WHERE a.may_live = 1 AND NOT ${isUnfinishedBatch}`);
}
