import type { BrowserWindow } from 'electron';
import { isAccountCondition, needsAttention } from '../../../shared/condition.ts';
import type { Transfer } from '../../../shared/transfer.ts';
import type { Engine, ProgressUpdate } from '../../engine/api.ts';
import type { PictureQueries } from '../../engine/ports/picture-queries.ts';
import type { EndedUpload, DesktopNotifier } from './notifications.ts';
import { taskbarProgress } from './tray-model.ts';
import type { FerryTray, FinishedTransfer } from './tray.ts';
import { QueueNow } from '../picture/lines/queue-now.ts';
import { RecentEnds } from '../picture/lines/recent-ends.ts';

interface StatusDisplayOptions {
  readonly engine: Engine;
  readonly pictures: PictureQueries;
  readonly tray: FerryTray;
  readonly notifier: DesktopNotifier;
  readonly ownWindow: () => BrowserWindow | undefined;
  /** Copies the links of an upload where its destination asks for that; true when it did. */
  readonly copyLinks: (upload: EndedUpload) => Promise<boolean>;
}

/** Files whose link the tray offers to copy. */
const mostFinished = 5;

/**
 * Shows the state outside the window: tray, taskbar or dock, notifications. Returns a function that
 * shows it again after a change of the language or the window.
 */
export async function displayStatus(options: StatusDisplayOptions): Promise<() => void> {
  const { engine, pictures, tray, notifier } = options;
  const ends = new EndedUploads(pictures);
  const signedOut = new Set<string>();
  let finished = await lastFinished(engine);
  let latest = await engine.snapshot();
  let checking: Promise<void> | undefined;
  let changed = false;

  /** Runs one check at a time; an update during a check starts another one afterwards. */
  function checkEnds(): void {
    changed = true;
    checking ??= (async () => {
      while (changed) {
        changed = false;
        for (const upload of await ends.check(performance.now())) {
          notifier.batchEnded(upload, await options.copyLinks(upload).catch(() => false));
        }
      }
    })()
      // A queue that is closing rejects the read.
      .catch(() => undefined)
      .finally(() => {
        checking = undefined;
      });
  }

  async function askToSignIn(update: ProgressUpdate): Promise<void> {
    const now = update.conditions
      .filter(({ kind }) => kind === 'credentials')
      .filter(isAccountCondition);
    const fresh = now.filter(({ accountId }) => !signedOut.has(accountId));
    signedOut.clear();
    for (const { accountId } of now) signedOut.add(accountId);
    if (fresh.length === 0) return;
    const names = new Map((await engine.accounts()).map(({ id, name }) => [id, name]));
    for (const { accountId } of fresh) {
      const name = names.get(accountId);
      // A removed account needs no notification, because the user removed its keys.
      if (name !== undefined) notifier.signIn(accountId, name);
    }
  }

  let failed = false;
  function show(update: ProgressUpdate): void {
    latest = update;
    const fails = update.engine.name === 'failed';
    if (fails && !failed) notifier.engineStopped();
    failed = fails;
    const done = update.changed.filter(({ state }) => state.name === 'done').map(finishedFile);
    finished = [...done.toReversed(), ...finished].slice(0, mostFinished);
    tray.update(update, finished);
    showProgress(options.ownWindow(), update);
    void askToSignIn(update).catch(() => undefined);
    ends.take(update);
    checkEnds();
  }

  show(latest);
  engine.subscribe(show);
  return () => {
    show(latest);
  };
}

/** The files that were finished before this start. A queue that is closing has none. */
async function lastFinished(engine: Engine): Promise<readonly FinishedTransfer[]> {
  const query = engine.queries.page(
    { states: ['done'] },
    { by: 'updated', descending: true },
    { offset: 0, limit: mostFinished },
  );
  return await query.then(
    ({ rows }) => rows.map(finishedFile),
    () => [],
  );
}

function finishedFile({ id, key }: Pick<Transfer, 'id' | 'key'>): FinishedTransfer {
  return { id, name: key.slice(key.lastIndexOf('/') + 1) };
}

function showProgress(window: BrowserWindow | undefined, update: ProgressUpdate): void {
  if (window === undefined || window.isDestroyed()) return;
  const stopped = update.engine.name === 'failed';
  const { counters, conditions } = update;
  const facts = { counters, blocked: conditions.some(needsAttention), stopped };
  const { value, mode } = taskbarProgress(facts, process.platform);
  window.setProgressBar(value, { mode });
}

/**
 * Reports once that an upload has ended, and again when a retried one ends again. Ignores uploads
 * that had ended before the first check. It reads only the uploads that the engine's updates name.
 */
export class EndedUploads {
  readonly #queue: QueueNow;
  readonly #ends = new RecentEnds();

  constructor(queries: PictureQueries) {
    this.#queue = new QueueNow(queries);
  }

  take(update: ProgressUpdate): void {
    this.#queue.take(update);
  }

  /** @param now monotonic milliseconds @returns the uploads that ended since the last call */
  async check(now: number): Promise<readonly EndedUpload[]> {
    await this.#queue.readAgain();
    const unfinished = new Set(this.#queue.unfinished.keys());
    const ended = this.#ends.take(unfinished, this.#queue.mark.newest, now);
    const facts = await this.#queue.facts(ended);
    return [...facts.values()].map(({ batch, counters }) => {
      const { done, failed } = counters.states;
      const { id, name, destination } = batch;
      return { id, name, destination, done: done.files, failed: failed.files, bytes: done.bytes };
    });
  }
}
