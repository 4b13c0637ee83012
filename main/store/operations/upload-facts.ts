import type { ErrorCode } from '../../../shared/errors.ts';
import type { UploadFacts } from '../../engine/ports/picture-queries.ts';
import { batchColumns, toBatch } from '../rows/batch-rows.ts';
import type { BatchRow } from '../rows/batch-rows.ts';
import type { StoreOperations } from '../store-calls.ts';
import { failureExample, readCounters, readWaits } from './counting.ts';
import type { StoreContext } from './store-context.ts';
import { isUnfinishedBatch, lastChange } from './unfinished.ts';

/** Files by path that an upload shows a thumbnail of, or that tell what was added. */
const firstFiles = 20;

interface FactsRow extends BatchRow {
  readonly endedAt: number;
  readonly isFinished: number;
  readonly roots: number;
}

const findBatch = `
  SELECT ${batchColumns}, 
      coalesce(a.ended_at, ${lastChange}, a.created_at) AS endedAt,
      NOT ${isUnfinishedBatch} AS isFinished,
      (SELECT count(*) FROM batch_roots AS r WHERE r.batch_id = a.id) AS roots
    FROM batches AS a JOIN buckets AS b ON b.id = a.bucket_id WHERE a.id = ?`;

const findFiles = `
  SELECT id, relative_path AS name, source_kind AS kind
    FROM transfers INDEXED BY transfers_by_source
    WHERE batch_id = ? ORDER BY source_path LIMIT ${firstFiles}`;

export function uploadFactsOperations(context: StoreContext): Pick<StoreOperations, 'uploadFacts'> {
  const failuresOf = (batchId: number): UploadFacts['failures'] =>
    context
      .rows<{ code: ErrorCode; files: number }>(
        `SELECT code, files FROM failure_counters
          WHERE batch_id = ? AND files > 0 ORDER BY files DESC, code`,
        batchId,
      )
      .map(({ code, files }) => {
        const { id, relativePath, error } = failureExample(context, code, batchId);
        return { code, files, example: { id, name: lastName(relativePath), error } };
      });

  const factsOf = (id: number): UploadFacts | undefined => {
    const row = context.row(findBatch, id) as FactsRow | undefined;
    if (row === undefined) return undefined;
    const files = context.rows<{ id: number; name: string; kind: string }>(findFiles, id);
    const isRepeatable = row.roots > 0 || (files.length === 1 && files[0]?.kind === 'file');
    const hasFolder = files.some(({ name }) => name.includes('/'));
    return {
      batch: toBatch(row),
      counters: readCounters(context, id),
      waits: readWaits(context, id),
      failures: failuresOf(id),
      ...(row.isFinished === 1 && { endedAt: row.endedAt }),
      source: !isRepeatable ? 'clipboard' : hasFolder && row.roots === 1 ? 'folder' : 'files',
      isRepeatable,
      firstFiles: files.map((file) => ({ id: file.id, name: lastName(file.name) })),
    };
  };

  return {
    uploadFacts: (ids) => ids.map(factsOf).filter((facts) => facts !== undefined),
  };
}

function lastName(relativePath: string): string {
  return relativePath.slice(relativePath.lastIndexOf('/') + 1);
}
