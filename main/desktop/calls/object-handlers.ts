import { clipboard, shell } from 'electron';
import {
  linkedStates,
  longestLinkLifetime,
  summarizeLinks,
} from '../../../shared/account/object-links.ts';
import type { FerryContract } from '../../../shared/ipc/contract.ts';
import type { Handlers } from '../../../shared/ipc/define.ts';
import { refusedCall } from '../../../shared/ipc/gate.ts';
import type { SavedDestination } from '../../../shared/preferences.ts';
import { formatLink } from '../../../shared/text/link-format.ts';
import type { Pictures } from '../picture/picture-handlers.ts';
import { type DesktopFerry, engineOf } from '../start/ferry.ts';
import type { PreferencesFile } from '../start/private-files.ts';
import {
  destinationAbove,
  linksOf,
  objectUrl,
  ossUrl,
  detailsView,
  showablePath,
  selectionOf,
} from './transfer-views.ts';

type BucketHandlers = Handlers<FerryContract>['bucket'];
type ObjectName = Parameters<BucketHandlers['open']>[0];

/** Seconds for which the browser can load an opened object. */
const openedFor = 3600;

/** Handlers that show what the buckets of saved destinations hold. They change no object. */
export function bucketHandlers(
  ferry: DesktopFerry,
  preferences: Pick<PreferencesFile, 'current'>,
): BucketHandlers {
  /**
   * The saved destination above a name, the one with the longest prefix. The page sees no other
   * part of a bucket.
   *
   * @throws TransferError `call-refused`
   */
  function destinationOf(accountId: string, bucket: string, name: string): SavedDestination {
    const { destinations } = preferences.current();
    const destination = destinationAbove(destinations, { accountId, bucket, key: name });
    if (destination === undefined) throw refusedCall('There is no such destination.');
    return destination;
  }

  async function linkTo(object: ObjectName, lifetime: number, access: 'automatic' | 'signed') {
    const [link] = await (await ferry.ready).links([object], { access, lifetime });
    if (link === undefined) throw new Error('An object without a link');
    return link;
  }

  return {
    async list({ after, ...destination }) {
      destinationOf(destination.accountId, destination.bucket, destination.prefix);
      return await (await ferry.ready).listObjects(destination, after);
    },
    async thumbnail(object) {
      destinationOf(object.accountId, object.bucket, object.key);
      const picture = await (await ferry.ready).thumbnail(object);
      if (picture === undefined) return null;
      return `data:${picture.type};base64,${Buffer.from(picture.bytes).toString('base64')}`;
    },
    async open(object) {
      destinationOf(object.accountId, object.bucket, object.key);
      const link = await linkTo(object, openedFor, 'signed');
      await shell.openExternal(link.url);
    },
    async copyLink(object) {
      const { linkLifetime = longestLinkLifetime, linkTemplate } = destinationOf(
        object.accountId,
        object.bucket,
        object.key,
      );
      const link = await linkTo(object, linkLifetime, 'automatic');
      const { linkFormat } = preferences.current();
      const facts = { url: link.url, key: object.key };
      await clipboard.writeText(formatLink(linkFormat, facts, linkTemplate));
      return summarizeLinks([link]);
    },
  };
}

type TransferHandlers = Handlers<FerryContract>['transfers'];

/** Handlers of all commands on transfers. The page sends ids; main looks up the paths. */
export function transferHandlers(
  ferry: DesktopFerry,
  preferences: PreferencesFile,
  pictures: Pick<Pictures, 'selection' | 'run' | 'remove' | 'moveToFront' | 'rowsOf' | 'undo'>,
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
      const rows = pictures.rowsOf('links', await selected(selection), linkedStates);
      const { text, copied } = await linksOf(ferry, preferences, rows, wish);
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
