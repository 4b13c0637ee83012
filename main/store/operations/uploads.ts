import type { ErrorCode } from '../../../shared/errors.ts';
import type { UploadResult } from '../../../shared/ipc/picture-question.ts';
import type { WaitReason } from '../../../shared/transfer-state.ts';
import type { SourcePath, TransferSource } from '../../../shared/transfer.ts';
import type {
  BatchCause,
  UnfinishedCounts,
  UploadList,
  UploadMark,
  UploadsQuery,
  UploadFacts,
} from '../../engine/ports/picture-queries.ts';
import { batchColumns, batchOperations, type BatchRow, toBatch } from '../changes/batches.ts';
import type { StoreOperations } from '../store-calls.ts';
import { readCounters, readWaits, toCounters, failureExample } from './counting.ts';
import { searchPattern } from './selection.ts';
import type { StoreContext } from './store-context.ts';

const liveStates = "'queued', 'uploading', 'verifying', 'waiting', 'paused'";

/** True for an unfinished batch among `batches AS a`: a row can change, or a scan runs. */
const isUnfinishedBatch = `
  (a.may_live = 1 AND (a.scan = 'scanning' OR EXISTS (
    SELECT 1 FROM counters AS l
      WHERE l.batch_id = a.id AND l.state IN (${liveStates}) AND l.files > 0)))`;

/** When the last row of a batch was added or ended; batches AS a. */
const lastChange = `
  (SELECT nullif(max(f.changed_at), 0) FROM folders AS f INDEXED BY folders_by_name
    WHERE f.batch_id = a.id)`;

/**
 * Notes which batches have ended since the last call, so that lists of uploads look only at the
 * others. Triggers undo it for a batch that a retry revives.
 */
function sealEndedBatches(context: StoreContext): void {
  context.run(`
    UPDATE batches AS a SET may_live = 0, ended_at = coalesce(${lastChange}, a.created_at)
      WHERE a.may_live = 1 AND NOT ${isUnfinishedBatch}`);
}

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

  const skipsOf = (batchId: number): UploadFacts['skips'] =>
    context.rows(
      `SELECT why AS reason, files FROM skip_counters
        WHERE batch_id = ? AND files > 0 ORDER BY files DESC, why`,
      batchId,
    );

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
      skips: skipsOf(id),
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

interface FileRow {
  readonly kind: TransferSource['kind'];
  readonly path: SourcePath;
  readonly key: string;
  readonly relativePath: string;
}

const findRoots = 'SELECT path FROM batch_roots WHERE batch_id = ? ORDER BY position';

/** Two rows are enough to see whether there is only one. */
const findTwoFiles = `
  SELECT source_kind AS kind, source_path AS path, key, relative_path AS relativePath
    FROM transfers INDEXED BY transfers_by_source WHERE batch_id = ? LIMIT 2`;

export function uploadOrderOperations(context: StoreContext): Pick<StoreOperations, 'uploadOrder'> {
  /** The row of an upload of one file that was added by its own path. */
  const singleFile = (batchId: number, roots: readonly SourcePath[]): FileRow | undefined => {
    const [only, ...others] = context.rows<FileRow>(findTwoFiles, batchId);
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

const hasFiles = (states: string): string => `
  EXISTS (SELECT 1 FROM counters AS c
    WHERE c.batch_id = a.id AND c.state IN (${states}) AND c.files > 0)`;

const resultConditions: Readonly<Record<UploadResult, string>> = {
  unfinished: isUnfinishedBatch,
  finished: `NOT ${isUnfinishedBatch} AND NOT ${hasFiles("'failed', 'cancelled'")}`,
  failed: hasFiles("'failed'"),
  cancelled: `NOT ${isUnfinishedBatch} AND ${hasFiles("'cancelled'")}`,
};

/** A query as conditions on `batches AS a` joined with `buckets AS b`. */
function conditionsOf(query: UploadsQuery): {
  readonly sql: string;
  readonly parameters: readonly unknown[];
} {
  const { destination, from, to, result, search } = query;
  const all: (readonly [sql: string, ...parameters: readonly unknown[]])[] = [];
  if (destination !== undefined) {
    const { accountId, bucket, prefix } = destination;
    all.push(['b.account_id = ? AND b.name = ? AND a.prefix = ?', accountId, bucket, prefix]);
  }
  if (from !== undefined) all.push(['a.created_at >= ?', from]);
  if (to !== undefined) all.push(['a.created_at < ?', to]);
  if (result !== undefined) all.push([resultConditions[result]]);
  if (search !== undefined && search !== '') {
    const pattern = searchPattern(search);
    const isLike = String.raw`LIKE ? ESCAPE '\'`;
    const sql = `(a.name ${isLike} OR a.prefix ${isLike} OR b.name ${isLike})`;
    all.push([sql, pattern, pattern, pattern]);
  }
  return {
    sql: all.map(([sql]) => ` AND ${sql}`).join(''),
    parameters: all.flatMap(([, ...parameters]) => parameters),
  };
}

interface UnfinishedRow {
  readonly id: number;
  readonly accountId: string;
  readonly bucket: string;
  readonly prefix: string;
  readonly scan: string;
}

type ListOperations = Pick<
  StoreOperations,
  'uploadList' | 'uploadMark' | 'sumCounters' | 'unfinishedCounts' | 'batchCauses'
>;

export function uploadListOperations(context: StoreContext): ListOperations {
  const countsOf = (row: UnfinishedRow): UnfinishedCounts => ({
    batchId: row.id,
    destination: { accountId: row.accountId, bucket: row.bucket, prefix: row.prefix },
    isScanning: row.scan === 'scanning',
    counters: readCounters(context, row.id),
    waits: readWaits(context, row.id),
  });

  return {
    uploadList: (query): UploadList => {
      sealEndedBatches(context);
      const { sql, parameters } = conditionsOf(query);
      const rows = context.rows<{ id: number; addedAt: number; live: number }>(
        `SELECT a.id, a.created_at AS addedAt, a.may_live AS live
          FROM batches AS a INDEXED BY batches_by_time JOIN buckets AS b ON b.id = a.bucket_id
          WHERE TRUE${sql} ORDER BY a.created_at DESC, a.id DESC`,
        ...parameters,
      );
      return {
        ids: rows.map(({ id }) => id),
        addedAt: rows.map(({ addedAt }) => addedAt),
        unfinished: rows.filter(({ live }) => live === 1).map(({ id }) => id),
      };
    },

    unfinishedCounts: (ids) => {
      sealEndedBatches(context);
      const find = `
        SELECT a.id, b.account_id AS accountId, b.name AS bucket, a.prefix, a.scan
          FROM batches AS a INDEXED BY batches_unfinished JOIN buckets AS b ON b.id = a.bucket_id
          WHERE a.may_live = 1`;
      const rows =
        ids === undefined
          ? context.rows<UnfinishedRow>(`${find} ORDER BY a.id`)
          : context.rows<UnfinishedRow>(
              `${find} AND a.id IN (SELECT value FROM json_each(?)) ORDER BY a.id`,
              JSON.stringify(ids),
            );
      return rows.map(countsOf);
    },

    batchCauses: () => {
      const rows = context.rows<{
        batchId: number;
        accountId: string;
        cause: string;
        files: number;
      }>(
        `SELECT c.batch_id AS batchId, b.account_id AS accountId, c.cause, c.files
          FROM (
            SELECT batch_id, code AS cause, files FROM failure_counters
                WHERE files > 0 AND batch_id > 0
              UNION ALL
              SELECT batch_id, why, sum(files) FROM wait_counters
                WHERE files > 0 AND batch_id > 0 GROUP BY batch_id, why) AS c
            JOIN batches AS a ON a.id = c.batch_id JOIN buckets AS b ON b.id = a.bucket_id
          ORDER BY 1 DESC, 3`,
      );
      return rows.map((row): BatchCause => ({
        ...row,
        cause: row.cause as ErrorCode | WaitReason,
      }));
    },

    uploadMark: () => {
      const find = 'SELECT count(*) AS uploads, coalesce(max(id), 0) AS newest FROM batches';
      return context.row(find) as UploadMark;
    },

    sumCounters: (ids) =>
      toCounters(
        context.rows(
          `SELECT state, sum(files) AS files, sum(bytes) AS bytes, sum(bytes_sent) AS bytesSent
            FROM counters WHERE batch_id IN (SELECT value FROM json_each(?)) GROUP BY state`,
          JSON.stringify(ids),
        ),
      ),
  };
}
