import type { ConflictPreview } from '../../../shared/ipc/views.ts';
import type { Transfer } from '../../../shared/transfer.ts';
import type { TransferQueries } from '../../engine/ports/transfer-store.ts';

/** Rows that are compared for the preview; the question is about all of them. */
const compareAtMost = 100;
const examplesAtMost = 20;

/** What is known of one conflict. */
export type Comparison = Omit<
  ConflictPreview['examples'][number],
  'id' | 'relativePath' | 'key' | 'localSize'
>;

/**
 * "42 exist: 30 identical, 12 differ". What is identical was passed over before anybody was asked.
 * The first hundred of the others are compared by size and CRC-64; how many that were is said, so
 * that nobody takes a sample for the whole.
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
