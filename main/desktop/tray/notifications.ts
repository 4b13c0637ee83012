import { Notification } from 'electron';
import type { Route } from '../../../shared/ipc/views.ts';
import { formatSize } from '../../../shared/text/units.ts';
import type { DesktopWords } from '../system/desktop-words.ts';
import type { PreferencesFile } from '../start/private-files.ts';
import type { Destination } from '../../../shared/transfer.ts';

interface NotifierOptions {
  readonly words: () => DesktopWords;
  readonly preferences: PreferencesFile;
  /** True while the user looks at the window; then Ferry shows no notification. */
  readonly isWatching: () => boolean;
  readonly open: (route: Route) => void;
}

export interface DesktopNotifier {
  /** @param copied whether its links are on the clipboard */
  batchEnded(batch: EndedUpload, copied: boolean): void;
  signIn(accountId: string, accountName: string): void;
  /** Says that Ferry sends nothing until the user starts the engine again. */
  engineStopped(): void;
  /** Says that the shortcut found nothing to upload. */
  nothingToPaste(): void;
  /** Says, only once, that closing the window hides it and Ferry keeps running. */
  stillRunning(): void;
}

export function createNotifier(options: NotifierOptions): DesktopNotifier {
  const { words, preferences, isWatching, open } = options;
  /**
   * Keeps shown notifications: after garbage collection, a click on a notification has no effect.
   */
  const shown = new Set<Notification>();

  function show(title: string, body: string, route: Route): void {
    if (!Notification.isSupported()) return;
    const notification = new Notification({ title, body });
    shown.add(notification);
    notification.on('click', () => {
      open(route);
    });
    notification.on('close', () => {
      shown.delete(notification);
    });
    notification.show();
  }

  return {
    batchEnded(batch, copied) {
      const { notifyWhenDone, notifyWhenNeeded } = preferences.current();
      if (isWatching()) return;
      const text = words();
      if (batch.failed > 0) {
        if (!notifyWhenNeeded) return;
        const body = text.batchFailedText(batch.name, batch.failed.toLocaleString());
        show(text.batchFailedTitle, body, {
          view: 'transfers',
          states: ['failed'],
          batchId: batch.id,
        });
        return;
      }
      if (!notifyWhenDone || batch.done === 0) return;
      const body = text.batchDoneText(
        batch.name,
        batch.done.toLocaleString(),
        formatSize(batch.bytes),
      );
      const more = copied ? [text.linksCopied] : [];
      show(text.batchDoneTitle, [body, ...more].join(text.gap), {
        view: 'transfers',
        batchId: batch.id,
      });
    },
    signIn(accountId, accountName) {
      if (!preferences.current().notifyWhenNeeded || isWatching()) return;
      const text = words();
      show(text.signInTitle, text.signInText(accountName), { view: 'connect', accountId });
    },
    engineStopped() {
      if (!preferences.current().notifyWhenNeeded || isWatching()) return;
      const text = words();
      show(text.engineStopped, text.engineStoppedText, { view: 'transfers' });
    },
    nothingToPaste() {
      show('Ferry', words().nothingToPaste, { view: 'transfers' });
    },
    stillRunning() {
      if (preferences.current().closeExplained) return;
      void preferences.change({ closeExplained: true });
      const text = words();
      show(text.stillRunningTitle, text.stillRunningText, { view: 'transfers' });
    },
  };
}

/** An upload that has ended: no transfer moves or can move by itself. */
export interface EndedUpload {
  readonly id: number;
  readonly name: string;
  readonly destination: Destination;
  readonly done: number;
  readonly failed: number;
  readonly bytes: number;
}
