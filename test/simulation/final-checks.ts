import { ossLimits } from '../../shared/upload/oss-limits.ts';
import type { Simulation } from './simulation.ts';

/**
 * 3. No transfer is lost or doubled: what was added stands in the queue, once under each name that
 *    its roots give it.
 */
export function checkRows(simulation: Simulation): void {
  const { world, disk, tree, book, addedAt, endedScans } = simulation;
  const { rows, batches } = disk.state;
  const met = new Map<string, number>();
  for (const { id, batchId, source, relativePath } of rows.values()) {
    const name = `${batchId} ${source.kind} ${source.path} ${relativePath}`;
    const other = met.get(name);
    if (other !== undefined) world.violate(3, `rows ${other} and ${id} are the same`);
    met.set(name, id);
  }
  for (const [batchId, at] of addedAt) {
    const batch = batches.get(batchId);
    if (batch === undefined) {
      const hasRows = [...rows.values()].some((row) => row.batchId === batchId);
      if (hasRows || !book.hasRemovedRows(batchId)) world.violate(3, `batch ${batchId} is lost`);
      continue;
    }
    if (batch.unfinished.length > 0) world.violate(3, `batch ${batchId} is never scanned`);
    if (endedScans.has(batchId)) continue;
    for (const root of batch.roots) {
      // A folder that has a row could not be read, and stands in the queue as a failure until it was.
      const rootName = root.slice(root.lastIndexOf('/') + 1);
      const hasRow = [...rows.values()].some(({ batchId: id, source, state, relativePath }) => {
        const isRead = state.name === 'skipped' && state.reason === 'folder-read';
        return id === batchId && source.path === root && relativePath === rootName && !isRead;
      });
      if (hasRow || book.isRemoved(batchId, root, rootName)) continue;
      for (const [path, name] of tree.below(root)) {
        if (tree.since(path) > at || book.isRemoved(batchId, path, name)) continue;
        const isThere = ['file', 'folder-marker'].some((kind) =>
          met.has(`${batchId} ${kind} ${path} ${name}`),
        );
        if (!isThere) world.violate(3, `${path} of batch ${batchId} has no row called ${name}`);
      }
    }
  }
}

/** 7. No upload of ours remains that no transfer would go on with. @returns what remains, if anything */
export function findRemains({ disk, model, world, network }: Simulation): string | undefined {
  /** What failed keeps its upload, or the intent of one, until it is not wanted any more. */
  const kept = new Set<string>();
  for (const { state, checkpoint, key } of disk.state.rows.values()) {
    if (state.name !== 'failed' || checkpoint === undefined) continue;
    kept.add(checkpoint.uploadId ?? key);
  }
  // An orphan without a part costs nothing, and cannot be found without the right to list uploads,
  // or when the clock is further off than OSS would accept. A process that finds the clock set forward
  // since the last one takes a request that is still on its way for one that arrived long ago.
  const { fired } = world.faults;
  const hasCrashed = (['kill', 'power-cut', 'restart'] as const).some((name) => fired.has(name));
  const isMisdated = fired.has('clock-jumps') && hasCrashed;
  const isSkewed = world.time.largestSkew > ossLimits.maxClockSkew;
  const mayBeMissed = network.listWasDenied || isSkewed || isMisdated;
  for (const { uploadId, foreign, parts, key } of model.uploads.values()) {
    if (foreign || kept.has(uploadId)) continue;
    if (parts.size === 0 && (mayBeMissed || kept.has(key))) continue;
    return `${uploadId} of ${key} remains with ${parts.size} parts`;
  }
  return undefined;
}

/** Spool files of blobs that are over are gone. */
export function checkSpool({ disk, tree, world }: Simulation): void {
  for (const { source, state, id } of disk.state.rows.values()) {
    if (source.kind !== 'blob' || state.name === 'failed') continue;
    if (tree.get(source.path) === undefined) continue;
    world.violate(7, `the spool file of row ${id} remains`);
  }
}
