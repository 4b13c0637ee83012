import type { BrowserWindow } from 'electron';
import { isAccountCondition, needsAttention } from '../../../shared/condition.ts';
import type { Engine, ProgressUpdate } from '../../engine/api.ts';
import { BatchWatch } from './batch-watch.ts';
import type { DesktopNotifier } from './notifications.ts';
import type { ProgressFeed } from '../calls/progress-feed.ts';
import { taskbarProgress } from './taskbar-progress.ts';
import type { FerryTray, FinishedTransfer } from './tray.ts';

export interface StatusDisplayOptions {
  readonly engine: Engine;
  readonly feed: ProgressFeed;
  readonly tray: FerryTray;
  readonly notifier: DesktopNotifier;
  readonly ownWindow: () => BrowserWindow | undefined;
}

/** Milliseconds. The minimum interval between two reads of batches and finished files. */
const lookInterval = 500;
const recentBatches = 50;

/**
 * Shows the state outside the window: tray, taskbar or dock, notifications. Returns a function that
 * shows it again after a change of the language or the window.
 */
export async function displayStatus(options: StatusDisplayOptions): Promise<() => void> {
  const { engine, feed, tray, notifier } = options;
  const batches = new BatchWatch();
  const signedOut = new Set<string>();
  let finished: readonly FinishedTransfer[] = [];
  let latest = await engine.snapshot();
  let looking = false;
  let changed = false;

  async function look(): Promise<void> {
    for (const batch of batches.look(await engine.queries.batches(recentBatches))) {
      notifier.batchEnded(batch);
    }
    const { rows } = await engine.queries.page(
      { states: ['done'] },
      { by: 'updated', descending: true },
      { offset: 0, limit: 5 },
    );
    finished = rows.map(({ id, key }) => ({ id, name: key.slice(key.lastIndexOf('/') + 1) }));
    tray.update(latest, finished);
  }

  /** Runs one check at a time; a change during a check starts another check afterwards. */
  function lookSoon(): void {
    changed = true;
    if (looking) return;
    looking = true;
    setTimeout(() => {
      changed = false;
      // A queue that is closing rejects the read.
      void look()
        .catch(() => undefined)
        .then(() => {
          looking = false;
          if (changed) lookSoon();
        });
    }, lookInterval);
  }

  async function tellOfKeys(update: ProgressUpdate): Promise<void> {
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
    tray.update(update, finished);
    showProgress(options.ownWindow(), update);
    void tellOfKeys(update).catch(() => undefined);
    lookSoon();
  }

  await look().catch(() => undefined);
  show(latest);
  feed.onUpdate(show);
  return () => {
    show(latest);
  };
}

function showProgress(window: BrowserWindow | undefined, update: ProgressUpdate): void {
  if (window === undefined || window.isDestroyed()) return;
  const stopped = update.engine.name === 'failed';
  const { counters, conditions } = update;
  const facts = { counters, blocked: conditions.some(needsAttention), stopped };
  const { value, mode } = taskbarProgress(facts, process.platform);
  window.setProgressBar(value, { mode });
}
