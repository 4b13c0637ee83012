import type { ConflictPreview } from '../../shared/ipc/views.ts';
import type { Transfer } from '../../shared/transfer.ts';
import type { Engine } from '../engine/face.ts';

/** Rows that are compared for the preview; the question is about all of them. */
const compareAtMost = 100;
const examplesAtMost = 20;

/** What is known of one conflict. */
export type Comparison = Omit<
  ConflictPreview['examples'][number],
  'id' | 'relativePath' | 'key' | 'localSize'
>;

/**
 * "42 exist: 30 identical, 12 differ". The first hundred are compared by size and CRC-64; how many
 * that were is said, so that nobody takes a sample for the whole.
 */
export async function previewConflicts(
  engine: Engine,
  batchId: number,
  compare: (transfer: Transfer) => Promise<Comparison>,
): Promise<ConflictPreview> {
  const page = await engine.queries.page(
    { batchId, states: ['waiting'] },
    { by: 'queue', descending: false },
    { offset: 0, limit: compareAtMost },
  );
  const asked = page.rows.filter(
    ({ state }) => state.name === 'waiting' && state.why === 'conflict',
  );
  const compared = await Promise.all(
    asked.map(async (row) => {
      const { id, relativePath, key, size } = row;
      return { id, relativePath, key, localSize: size, ...(await compare(row)) };
    }),
  );
  const identical = compared.filter((one) => one.identical === true).length;
  const differ = compared.filter((one) => one.identical === false).length;
  return {
    total: page.total,
    compared: compared.length,
    identical,
    differ,
    unknown: compared.length - identical - differ,
    examples: compared.slice(0, examplesAtMost),
  };
}
