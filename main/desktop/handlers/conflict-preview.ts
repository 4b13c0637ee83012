import type { Comparison } from '../../opened-queue.ts';
import type { ConflictPreview } from '../../../shared/ipc/views.ts';
import type { Transfer } from '../../../shared/transfer.ts';
import type { TransferQueries } from '../../engine/ports/transfer-store.ts';

/** The number of rows that the preview compares; the question covers all rows. */
const compareAtMost = 100;
const examplesAtMost = 20;

/**
 * "42 exist: 30 identical, 12 differ". The engine skips identical files before it asks. The preview
 * compares the first hundred of the others by size and CRC-64. It also states how many files it
 * compared, because they are only a sample.
 */
export async function previewConflicts(
  queries: Pick<TransferQueries, 'page'>,
  batchId: number,
  compare: (transfer: Transfer) => Promise<Comparison>,
): Promise<ConflictPreview> {
  const inOrder = { by: 'queue', descending: false } as const;
  const conflicts = { batchId, why: 'conflict' } as const;
  const skipped = { batchId, why: 'identical' } as const;
  const [asked, passed] = await Promise.all([
    queries.page(conflicts, inOrder, { offset: 0, limit: compareAtMost }),
    queries.page(skipped, inOrder, { offset: 0, limit: 0 }),
  ]);
  const compared = await Promise.all(
    asked.rows.map(async (row) => {
      const { id, relativePath, key, size } = row;
      return { id, relativePath, key, localSize: size, ...(await compare(row)) };
    }),
  );
  const identical = compared.filter((one) => one.identical === true).length;
  const differ = compared.filter((one) => one.identical === false).length;
  return {
    total: asked.total,
    passedOver: passed.total,
    compared: compared.length,
    identical,
    differ,
    unknown: compared.length - identical - differ,
    examples: compared.slice(0, examplesAtMost),
  };
}
