import { app, dialog } from 'electron';
import type { Engine, ProgressUpdate } from '../../engine/api.ts';
import type { DesktopWords } from './desktop-words.ts';
import { noUpdates, startUpdates, type Updates } from './updates.ts';

export interface OfferUpdatesOptions {
  readonly engine: Pick<Engine, 'subscribe'>;
  readonly words: () => DesktopWords;
  /** After this call, closing a window really closes it instead of hiding it. */
  readonly onInstall: () => void;
}

/** Offers a newer version while no bytes move; not in an app that runs from its source. */
export async function offerUpdates(
  { engine, words, onInstall }: OfferUpdatesOptions,
  now: ProgressUpdate,
): Promise<Updates> {
  if (!app.isPackaged) return noUpdates;
  const updates = await startUpdates({
    resourcesFolder: process.resourcesPath,
    ask: (version) => askToUpdate(words(), version),
    onInstall,
    onProblem: () => undefined,
  });
  updates.setBusy(isBusy(now));
  engine.subscribe((update) => {
    updates.setBusy(isBusy(update));
  });
  app.once('quit', () => {
    updates.stop();
  });
  return updates;
}

function isBusy({ counters, scanning }: ProgressUpdate): boolean {
  const { queued, uploading, verifying } = counters.states;
  return scanning > 0 || queued.files + uploading.files + verifying.files > 0;
}

/** Asks whether to restart into `version` now; closing the question means later. */
async function askToUpdate(words: DesktopWords, version: string): Promise<boolean> {
  const { response } = await dialog.showMessageBox({
    type: 'question',
    message: words.updateTitle(version),
    detail: words.updateText,
    buttons: [words.updateNow, words.updateLater],
    defaultId: 0,
    cancelId: 1,
    noLink: true,
  });
  return response === 0;
}
