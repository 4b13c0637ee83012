import { accountConditionKinds } from '../../../../shared/condition.ts';
import type { NowNumbers } from '../../../../shared/ipc/picture.ts';
import type { SavedDestination } from '../../../../shared/preferences.ts';
import { stateNames } from '../../../../shared/transfer-state.ts';
import type { Destination } from '../../../../shared/transfer.ts';
import type { ProgressUpdate } from '../../../engine/api.ts';
import type {
  BatchCause,
  PictureQueries,
  UnfinishedCounts,
  UploadFacts,
  UploadMark,
} from '../../../engine/ports/picture-queries.ts';
import type { Counters, TransferQueries } from '../../../engine/ports/transfer-queries.ts';
import { bytesOnTheWay, MovingRows, secondsUntilDone } from './moving-files.ts';

/** Uploads whose facts are remembered; more than any screen shows. */
const mostFacts = 2000;

/** Without `transfers`, bytes of one moment may count twice: for a reader of other facts only. */
export type QueueQueries = PictureQueries & Partial<Pick<TransferQueries, 'transfers'>>;

/**
 * The numbers of unfinished uploads and the facts of uploads in sight. An update of the engine says
 * which uploads changed; only these are read again.
 */
export class QueueNow {
  readonly moving = new MovingRows();
  readonly #queries: QueueQueries;
  readonly #answered: () => ReadonlySet<number>;
  #unfinished = new Map<number, UnfinishedCounts>();
  #causes: readonly BatchCause[] = [];
  #mark: UploadMark = { uploads: 0, newest: 0 };
  #speeds: ReadonlyMap<number, ProgressUpdate['speeds'][number]> = new Map();
  readonly #facts = new Map<number, UploadFacts>();
  readonly #changed = new Set<number>();
  #allChanged = true;

  /** @param answered uploads whose conflict answer is held: they do not ask */
  constructor(queries: QueueQueries, answered: () => ReadonlySet<number> = () => new Set()) {
    this.#queries = queries;
    this.#answered = answered;
  }

  take(update: ProgressUpdate): void {
    // A row whose run ended may be missing in `changed`: its upload is one that moved before.
    for (const id of this.moving.batchIds()) this.#changed.add(id);
    this.moving.take(update);
    this.#speeds = new Map(update.speeds.map((speed) => [speed.batchId, speed]));
    for (const { batchId } of update.changed) this.#changed.add(batchId);
    if (update.manyRows) this.#allChanged = true;
  }

  /** Reads what changed since the last call. */
  async readAgain(): Promise<void> {
    if (!this.#allChanged && this.#changed.size === 0) return;
    const all = this.#allChanged;
    const ids = [...this.#changed];
    this.#allChanged = false;
    this.#changed.clear();
    if (all) this.#facts.clear();
    else for (const id of ids) this.#facts.delete(id);
    try {
      const [unfinished, causes, mark] = await Promise.all([
        this.#queries.unfinishedCounts(...(all ? [] : [ids])),
        this.#queries.batchCauses(),
        this.#queries.uploadMark(),
        this.#readCommitted(all ? this.moving.batchIds() : ids),
      ]);
      const kept = all ? [] : [...this.#unfinished].filter(([id]) => !ids.includes(id));
      const read = unfinished.map((counts) => [counts.batchId, counts] as const);
      this.#unfinished = new Map([...kept, ...read].sort(([one], [other]) => one - other));
      this.#causes = causes;
      this.#mark = mark;
    } catch (thrown) {
      this.#allChanged = true;
      throw thrown;
    }
  }

  get unfinished(): ReadonlyMap<number, UnfinishedCounts> {
    return this.#unfinished;
  }

  get causes(): readonly BatchCause[] {
    const answered = this.#answered();
    if (answered.size === 0) return this.#causes;
    return this.#causes.filter(
      ({ batchId, cause }) => cause !== 'conflict' || !answered.has(batchId),
    );
  }

  get mark(): UploadMark {
    return this.#mark;
  }

  /** The facts of uploads that still exist. */
  async facts(ids: readonly number[]): Promise<ReadonlyMap<number, UploadFacts>> {
    const missing = ids.filter((id) => !this.#facts.has(id));
    if (this.#facts.size + missing.length > mostFacts) this.#facts.clear();
    const wanted = ids.filter((id) => !this.#facts.has(id));
    const read = wanted.length === 0 ? [] : await this.#readFacts(wanted);
    for (const facts of read) this.#keep(facts);
    return new Map(
      ids.flatMap((id) => {
        const facts = this.#facts.get(id);
        return facts === undefined ? [] : [[id, this.#withoutAnswered(facts)] as const];
      }),
    );
  }

  /** The facts of one upload, read anew: they are of the same moment as other reads of this turn. */
  async factsNow(id: number): Promise<UploadFacts | undefined> {
    const [facts] = await this.#readFacts([id]);
    if (facts === undefined) this.#facts.delete(id);
    else this.#keep(facts);
    return facts === undefined ? undefined : this.#withoutAnswered(facts);
  }

  async #readFacts(ids: readonly number[]): Promise<readonly UploadFacts[]> {
    const [facts] = await Promise.all([this.#queries.uploadFacts(ids), this.#readCommitted(ids)]);
    return facts;
  }

  /**
   * Call it in the turn of the event loop that reads the counters of these uploads: the store
   * answers both from one transaction. What moved in the last update may be committed since, and
   * would count twice.
   */
  async #readCommitted(batchIds: readonly number[]): Promise<void> {
    const ids = batchIds.flatMap((id) => this.moving.ofBatch(id).map((row) => row.id));
    const stored = ids.length > 0 ? await this.#queries.transfers?.(ids) : undefined;
    if (stored !== undefined) this.moving.committed(ids, stored);
  }

  /** Facts may be newer than the counts of `readAgain`: the line of an upload and the totals agree. */
  #keep(facts: UploadFacts): void {
    const { id, scan } = facts.batch;
    this.#facts.set(id, facts);
    const counts = this.#unfinished.get(id);
    if (counts === undefined) return;
    const { counters, waits } = facts;
    this.#unfinished.set(id, { ...counts, isScanning: scan === 'scanning', counters, waits });
  }

  #withoutAnswered(facts: UploadFacts): UploadFacts {
    if (!this.#answered().has(facts.batch.id)) return facts;
    const waits = facts.waits.map((wait) =>
      wait.why === 'conflict' ? { ...wait, why: 'retry' as const } : wait,
    );
    return { ...facts, waits };
  }

  /** The first upload in line of which no file moves. */
  nextInLine(): number | undefined {
    for (const { batchId, counters } of this.#unfinished.values()) {
      if (counters.states.queued.files > 0 && this.moving.ofBatch(batchId).length === 0) {
        return batchId;
      }
    }
    return undefined;
  }

  /** The speed of an upload. It is 0 when no file of the upload is uploading and no file is queued. */
  speedOf(batchId: number): number {
    const counts = this.#unfinished.get(batchId);
    const isAlive =
      this.moving.ofBatch(batchId).length > 0 || (counts?.counters.states.queued.files ?? 0) > 0;
    return counts !== undefined && isAlive ? (this.#speeds.get(batchId)?.speed ?? 0) : 0;
  }

  /** Files of an upload that were done or skipped, also just before its end. */
  filesPerSecondOf(batchId: number): number {
    return this.#speeds.get(batchId)?.filesPerSecond ?? 0;
  }

  /** The sum of the speeds of all uploads. */
  speed(): number {
    return [...this.#unfinished.keys()].reduce((sum, id) => sum + this.speedOf(id), 0);
  }

  /** The longest time left of the uploads that move. */
  secondsLeft(): { readonly secondsLeft?: number } {
    const times = this.moving.batchIds().flatMap((id) => {
      const counts = this.#unfinished.get(id);
      if (counts === undefined) return [];
      const rows = this.moving.ofBatch(id);
      const { total, done } = bytesOf(counts.counters);
      return (
        secondsUntilDone(total - done - bytesOnTheWay(rows), this.speedOf(id)).secondsLeft ?? []
      );
    });
    return times.length === 0 ? {} : { secondsLeft: Math.max(...times) };
  }

  numbers(): NowNumbers {
    let [moving, waiting, paused, offline, bytes, bytesDone] = [0, 0, 0, 0, 0, 0];
    for (const counts of this.#unfinished.values()) {
      const rows = this.moving.ofBatch(counts.batchId);
      const { total, done } = bytesOf(counts.counters);
      bytes += total;
      bytesDone += done + bytesOnTheWay(rows);
      // A file that began after the update moves in the counters, and in the line of its upload.
      const { uploading, verifying } = counts.counters.states;
      const begins = this.moving.count > 0 && uploading.files + verifying.files > 0;
      if (rows.length > 0 || begins) moving += 1;
      else if (isPaused(counts)) paused += 1;
      else if (isOffline(counts)) offline += 1;
      else waiting += 1;
    }
    return { moving, waiting, paused, offline, bytesDone, bytes };
  }

  /** True when work is left and all of it is paused. */
  allPaused(): boolean {
    const all = [...this.#unfinished.values()];
    return all.length > 0 && this.moving.count === 0 && all.every(isPaused);
  }

  /** Unfinished uploads by saved destination. */
  places(saved: readonly SavedDestination[]): Readonly<Record<string, number>> {
    const counts: Record<string, number> = {};
    for (const { destination } of this.#unfinished.values()) {
      const place = savedDestination(saved, destination);
      if (place !== undefined) counts[place.id] = (counts[place.id] ?? 0) + 1;
    }
    return counts;
  }
}

export function savedDestination(
  saved: readonly SavedDestination[],
  { accountId, bucket, prefix }: Destination,
): SavedDestination | undefined {
  return saved.find(
    (one) => one.accountId === accountId && one.bucket === bucket && one.prefix === prefix,
  );
}

/** Bytes of all files of an upload, and those that arrived; skipped and cancelled files count not. */
export function bytesOf({ states, bytesSent }: Counters): {
  readonly total: number;
  readonly done: number;
} {
  const total = stateNames
    .filter((name) => name !== 'skipped' && name !== 'cancelled')
    .reduce((sum, name) => sum + states[name].bytes, 0);
  return { total, done: Math.min(bytesSent, total) };
}

/** Only paused files are left. */
function isPaused({ counters, isScanning }: UnfinishedCounts): boolean {
  const { queued, uploading, verifying, waiting, paused } = counters.states;
  const others = queued.files + uploading.files + verifying.files + waiting.files;
  return !isScanning && paused.files > 0 && others === 0;
}

/** Files wait for the network, and no file waits in line. */
function isOffline({ counters, waits }: UnfinishedCounts): boolean {
  return counters.states.queued.files === 0 && waits.some(({ why }) => why === 'offline');
}

/** Wait reasons of an account: one line for all its uploads. */
export function isAccountCause(cause: BatchCause['cause']): boolean {
  return (
    cause === 'credentials-rejected' ||
    (cause !== 'offline' && (accountConditionKinds as readonly string[]).includes(cause))
  );
}

/** Causes of single uploads that need a person. */
export function isUploadCause(cause: BatchCause['cause']): boolean {
  switch (cause) {
    case 'retry':
    case 'offline':
    case 'source-in-use':
    case 'disk-full':
    case 'handed-over':
      return false;
    default:
      return !isAccountCause(cause);
  }
}
