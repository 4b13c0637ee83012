import type { FerryContract } from '../../../shared/ipc/contract.ts';
import type { Handlers, Notifiers } from '../../../shared/ipc/define.ts';
import type { TransferSelection } from '../../engine/ports/transfer-store.ts';
import type { DesktopFerry } from '../start/ferry.ts';
import type { PreferencesFile } from '../start/preferences-file.ts';
import { PictureDesk } from './picture-desk.ts';

export interface PicturesOptions {
  readonly ferry: DesktopFerry;
  readonly preferences: PreferencesFile;
  readonly notify: Pick<Notifiers<FerryContract>['picture'], 'shown'>;
  /** Whether a person can see the window. */
  readonly isVisible: () => boolean;
}

/** The pictures of the window. */
export interface Pictures {
  readonly handlers: Handlers<FerryContract>['picture'];
  /** The selection of the last question. @throws TransferError `call-refused` before the first */
  readonly selection: () => Promise<TransferSelection>;
  /** The window is shown again: it gets what it missed. */
  readonly redraw: () => void;
}

/** Opens the desk with the first question; it waits until the queue is open. */
export function createPictures(options: PicturesOptions): Pictures {
  const { ferry, preferences, notify, isVisible } = options;
  let desk: PictureDesk | undefined;

  async function opened(): Promise<PictureDesk> {
    const { engine, pictures } = await ferry.ready;
    desk ??= new PictureDesk({
      engine,
      queries: { ...pictures, transfers: (ids) => engine.queries.transfers(ids) },
      saved: () => preferences.current().destinations,
      send: notify.shown,
      isVisible,
      now: () => Date.now(),
      monotonic: () => performance.now(),
      after: (milliseconds, work) => {
        const timer = setTimeout(work, milliseconds);
        return () => {
          clearTimeout(timer);
        };
      },
    });
    return desk;
  }

  preferences.onChange(() => desk?.redraw());
  return {
    handlers: {
      ask: async (question) => await (await opened()).ask(question),
      keysBetween: async ({ first, last }) => await (await opened()).keysBetween(first, last),
    },
    selection: async () => await (await opened()).selection(),
    redraw: () => desk?.redraw(),
  };
}
