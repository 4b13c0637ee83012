import type { EngineState } from '../shared/engine-state.ts';
import { toErrorRecord } from '../shared/errors.ts';
import type { Engine, ProgressUpdate } from './engine/api.ts';
import type { PictureQueries } from './engine/ports/picture-queries.ts';
import type { RowBin } from './engine/ports/transfer-store.ts';

type Listener = (update: ProgressUpdate) => void;

/**
 * Stable facade over the current engine. When an engine fails and a new engine replaces it,
 * listeners and other users of this object continue with the new engine.
 */
export class EngineInUse {
  readonly engine: Engine;
  readonly #listeners = new Set<Listener>();
  #current: Engine;
  /** Revisions rise across all engines, because a receiver drops an update that is not newer. */
  #revisionsBefore = 0;
  #lastRevision = 0;
  /** Set while no engine exists that could report a failure itself. */
  #failure: EngineState | undefined;
  #undo: (() => void) | undefined;

  constructor(first: Engine) {
    this.#current = first;
    this.engine = this.#delegate();
  }

  /** Forwards all calls to `next` from now on. The previous engine has already stopped. */
  replace(next: Engine): void {
    this.#undo?.();
    this.#undo = undefined;
    this.#failure = undefined;
    this.#revisionsBefore = this.#lastRevision;
    this.#current = next;
    this.#listen();
  }

  /** Records that no engine exists, and the error that caused it. */
  fail(thrown: unknown): void {
    this.#failure = { name: 'failed', error: toErrorRecord(thrown) };
    void this.#current.snapshot().then(
      (update) => {
        this.#publish({ ...update, revision: update.revision + 1 });
      },
      () => undefined,
    );
  }

  /**
   * Subscribes to the engine only while this object has subscribers, to save work in the engine.
   */
  #listen(): void {
    if (this.#listeners.size === 0) return;
    this.#undo ??= this.#current.subscribe((update) => {
      this.#publish(update);
    });
  }

  #publish(update: ProgressUpdate): void {
    const seen = this.#asSeen(update);
    this.#lastRevision = Math.max(this.#lastRevision, seen.revision);
    for (const listener of this.#listeners) listener(seen);
  }

  #asSeen(update: ProgressUpdate): ProgressUpdate {
    const revision = this.#revisionsBefore + update.revision;
    return { ...update, revision, engine: this.#failure ?? update.engine };
  }

  #delegate(): Engine {
    const now = (): Engine => this.#current;
    return {
      start: (scope) => now().start(scope),
      takeAll: () => now().takeAll(),
      takeRows: (ids) => now().takeRows(ids),
      stop: () => now().stop(),
      add: (request) => now().add(request),
      addBlob: (request) => now().addBlob(request),
      scanned: (batchId) => now().scanned(batchId),
      takenOver: (batchId) => now().takenOver(batchId),
      leftOut: (batchId) => now().leftOut(batchId),
      pause: (selection) => now().pause(selection),
      hold: (key, type, selection) => now().hold(key, type, selection),
      release: (key) => {
        now().release(key);
      },
      resume: (selection) => now().resume(selection),
      cancel: (selection) => now().cancel(selection),
      retry: (selection, changes) => now().retry(selection, changes),
      moveToFront: (selection) => now().moveToFront(selection),
      remove: (selection, states) => now().remove(selection, states),
      answerConflicts: (selection, policy) => now().answerConflicts(selection, policy),
      rowsChanged: () => now().rowsChanged(),
      changeKey: (id, key) => now().changeKey(id, key),
      settings: () => now().settings(),
      changeSettings: (change) => now().changeSettings(change),
      unblock: (accountId) => now().unblock(accountId),
      accounts: () => now().accounts(),
      saveAccount: (account) => now().saveAccount(account),
      probe: (destination) => now().probe(destination),
      unfinishedUploads: (destination) => now().unfinishedUploads(destination),
      abortLater: (target, uploadId) => now().abortLater(target, uploadId),
      abortUnfinished: (destination, upload) => now().abortUnfinished(destination, upload),
      subscribe: (listener) => {
        this.#listeners.add(listener);
        this.#listen();
        return () => {
          this.#listeners.delete(listener);
        };
      },
      snapshot: async () => this.#asSeen(await now().snapshot()),
      settled: () => now().settled(),
      get queries() {
        return now().queries;
      },
    };
  }
}

/** The queries of the store in use: a restart of the engine opens another store. */
export function pictureQueries(store: () => PictureQueries): PictureQueries {
  return {
    uploadMark: () => store().uploadMark(),
    uploadList: (query) => store().uploadList(query),
    uploadFacts: (ids) => store().uploadFacts(ids),
    uploadOrder: (batchId) => store().uploadOrder(batchId),
    sumCounters: (ids) => store().sumCounters(ids),
    countTree: (selection) => store().countTree(selection),
    countSkips: (selection) => store().countSkips(selection),
    unfinishedCounts: (...ids) => store().unfinishedCounts(...ids),
    selectedIds: (portion) => store().selectedIds(portion),
    batchCauses: () => store().batchCauses(),
    tree: (query) => store().tree(query),
    sortIntoFolders: (...portion) => store().sortIntoFolders(...portion),
    findUploads: (...search) => store().findUploads(...search),
    findFiles: (...search) => store().findFiles(...search),
  };
}

/** The bins of the store in use; the engine learns of every change. */
export function rowBins(store: () => RowBin, engine: Pick<Engine, 'rowsChanged'>): RowBin {
  const publish = async <Value>(change: Promise<Value>): Promise<Value> => {
    const value = await change;
    await engine.rowsChanged();
    return value;
  };
  return {
    putAside: (...command) => publish(store().putAside(...command)),
    moveFirst: (...command) => publish(store().moveFirst(...command)),
    bringBack: (bin) => publish(store().bringBack(bin)),
    emptyBins: (kept) => publish(store().emptyBins(kept)),
  };
}
