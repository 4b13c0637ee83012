import { clipboard, shell } from 'electron';
import { longestLinkLifetime, summarizeLinks } from '../../../shared/account/object-links.ts';
import type { FerryContract } from '../../../shared/ipc/contract.ts';
import type { Handlers } from '../../../shared/ipc/define.ts';
import { refusedCall } from '../../../shared/ipc/gate.ts';
import type { SavedDestination } from '../../../shared/preferences.ts';
import { formatLink } from '../../../shared/text/link-format.ts';
import type { DesktopFerry } from '../start/ferry.ts';
import type { PreferencesFile } from '../start/preferences-file.ts';
import { destinationAbove } from './links.ts';

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
