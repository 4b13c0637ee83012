import type { ErrorCode } from '../../../shared/errors.ts';
import type { UploadResult } from '../../../shared/ipc/picture-question.ts';
import type { WaitReason } from '../../../shared/transfer-state.ts';
import type {
  BatchCause,
  UnfinishedCounts,
  UploadList,
  UploadMark,
  UploadsQuery,
} from '../../engine/ports/picture-queries.ts';
import type { StoreOperations } from '../store-calls.ts';
import { readCounters, readWaits, toCounters } from './counting.ts';
import { searchPattern } from './selection.ts';
import type { StoreContext } from './store-context.ts';
import { isUnfinishedBatch, sealEndedBatches } from './upload-facts.ts';

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
