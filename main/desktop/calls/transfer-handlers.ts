import { clipboard, shell } from 'electron';
import type { FerryContract } from '../../../shared/ipc/contract.ts';
import type { Handlers } from '../../../shared/ipc/define.ts';
import { detailsView, showablePath, selectionOf } from '../calls/transfer-views.ts';
import { engineOf, type DesktopFerry } from '../start/ferry.ts';
import { linksOf, objectUrl, ossUrl } from './links.ts';
import type { Pictures } from '../picture/picture-handlers.ts';
import type { PreferencesFile } from '../start/preferences-file.ts';

type TransferHandlers = Handlers<FerryContract>['transfers'];

/** Handlers of all commands on transfers. The page sends ids; main looks up the paths. */
export function transferHandlers(
  ferry: DesktopFerry,
  preferences: PreferencesFile,
  pictures: Pick<Pictures, 'selection' | 'run' | 'remove' | 'moveToFront' | 'undo'>,
): TransferHandlers {
  const engine = () => engineOf(ferry);
  const selected = (message: Parameters<TransferHandlers['pause']>[0]) =>
    selectionOf(message, pictures.selection);
  return {
    async details(id) {
      const ferryEngine = await engine();
      const details = await ferryEngine.queries.details(id);
      if (details === undefined) return null;
      const account = (await ferryEngine.accounts()).find((one) => one.id === details.accountId);
      const url =
        account === undefined
          ? ossUrl(details.bucket, details.key)
          : objectUrl(account, details.bucket, details.key);
      // The database lags slightly behind a row that moves.
      const moving = (await ferryEngine.snapshot()).changed.find((row) => row.id === id);
      return detailsView(details, moving, url);
    },
    count: async (selection) => await (await engine()).queries.count(await selected(selection)),
    pause: (selection) => pictures.run('pause', selection),
    resume: (selection) => pictures.run('resume', selection),
    cancel: (selection) => pictures.run('cancel', selection),
    retry: (selection) => pictures.run('retry', selection),
    remove: (selection) => pictures.remove(selection),
    moveToFront: (selection) => pictures.moveToFront(selection),
    undo: (number) => pictures.undo(number),
    changeKey: async ({ id, key }) => await (await engine()).changeKey(id, key),
    async headObject(id) {
      const queue = await ferry.ready;
      const [row] = await queue.engine.queries.transfers([id]);
      return row === undefined ? null : ((await queue.headObject(row)) ?? null);
    },
    async showInFolder(id) {
      const [row] = await (await engine()).queries.transfers([id]);
      const path = row === undefined ? undefined : showablePath(row.source.path);
      if (path !== undefined) shell.showItemInFolder(path);
    },
    async copyLinks({ selection, ...wish }) {
      const { text, copied } = await linksOf(ferry, preferences, await selected(selection), wish);
      if (copied.count > 0) await clipboard.writeText(text);
      return copied;
    },
    async copyError(id) {
      const [row] = await (await engine()).queries.transfers([id]);
      const state = row?.state;
      if (state?.name !== 'failed' && state?.name !== 'waiting') return;
      await clipboard.writeText(JSON.stringify({ transfer: id, ...state.error }, undefined, 2));
    },
  };
}
