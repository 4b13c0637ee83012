import type { SourcePath, TransferSource } from '../../../shared/transfer.ts';
import { batchOperations } from '../changes/batches.ts';
import type { StoreOperations } from '../store-calls.ts';
import type { StoreContext } from './store-context.ts';

interface FileRow {
  readonly kind: TransferSource['kind'];
  readonly path: SourcePath;
  readonly key: string;
  readonly relativePath: string;
}

const findRoots = 'SELECT path FROM batch_roots WHERE batch_id = ? ORDER BY position';

/** Two rows are enough to see whether there is only one. */
const findFiles = `
  SELECT source_kind AS kind, source_path AS path, key, relative_path AS relativePath
    FROM transfers INDEXED BY transfers_by_source WHERE batch_id = ? LIMIT 2`;

export function uploadOrderOperations(context: StoreContext): Pick<StoreOperations, 'uploadOrder'> {
  /** The row of an upload of one file that was added by its own path. */
  const singleFile = (batchId: number, roots: readonly SourcePath[]): FileRow | undefined => {
    const [only, ...others] = context.rows<FileRow>(findFiles, batchId);
    const isAlone = only?.kind === 'file' && others.length === 0 && roots.length < 2;
    return isAlone && (roots[0] ?? only.path) === only.path ? only : undefined;
  };

  return {
    uploadOrder: (batchId) => {
      const batch = batchOperations(context).batch(batchId);
      if (batch === undefined) return undefined;
      const roots = context.values<SourcePath>(findRoots, batchId);
      const file = singleFile(batchId, roots);
      // The batch stores neither the path nor the key of a file whose key was chosen: its row does.
      if (file === undefined) return roots.length === 0 ? undefined : { batch, roots };
      const isUsual = file.key === batch.destination.prefix + file.relativePath;
      return { batch, roots: [file.path], ...(!isUsual && { key: file.key }) };
    },
  };
}
