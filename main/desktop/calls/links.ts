import { type Account, dataAddressOf, type Transfer } from '../../../shared/transfer.ts';
import {
  type CopiedLinks,
  hasObject,
  linkedStates,
  longestLinkLifetime,
  summarizeLinks,
} from '../../../shared/account/object-links.ts';
import type { FerryContract } from '../../../shared/ipc/contract.ts';
import type { Handlers } from '../../../shared/ipc/define.ts';
import type { SavedDestination } from '../../../shared/preferences.ts';
import { formatLink } from '../../../shared/text/link-format.ts';
import type { TransferQueries } from '../../engine/ports/transfer-queries.ts';
import type { TransferSelection } from '../../engine/ports/row-selection.ts';
import type { DesktopFerry } from '../start/ferry.ts';
import type { PreferencesFile } from '../start/private-files.ts';

/** `oss://bucket/key`, as every OSS tool writes it. */
export function ossUrl(bucket: string, key: string): string {
  return `oss://${bucket}/${key}`;
}

/**
 * The address of an object without a signature: it opens only when the object is publicly readable.
 * The function encodes each segment and keeps slashes.
 */
export function objectUrl(account: Account, bucket: string, key: string): string {
  const address = dataAddressOf(account, bucket);
  const endpoint = new URL(address.endpoint);
  const path = key.split('/').map(encodeURIComponent).join('/');
  if (address.addressing === 'custom-domain') return `${endpoint.origin}/${path}`;
  const isAddress = /^[\d.]+$|^\[/.test(endpoint.hostname);
  if (address.addressing === 'path' || isAddress) return `${endpoint.origin}/${bucket}/${path}`;
  return `${endpoint.protocol}//${bucket}.${endpoint.host}/${path}`;
}

type LinksMessage = Parameters<Handlers<FerryContract>['transfers']['copyLinks']>[0];

/**
 * The links of a selection, one a line, in a format: the given one, else the last that was chosen.
 *
 * @throws TransferError `credentials-*`
 */
export async function linksOf(
  ferry: DesktopFerry,
  preferences: Pick<PreferencesFile, 'current'>,
  selection: TransferSelection,
  { access = 'automatic', lifetime, format }: Omit<LinksMessage, 'selection'>,
): Promise<{ readonly text: string; readonly copied: CopiedLinks }> {
  const queue = await ferry.ready;
  const rows = await arrivedIn(queue.engine.queries, selection);
  const { destinations, linkFormat } = preferences.current();
  const destinationOf = (row: Transfer) =>
    destinationAbove(destinations, row) ?? inSameBucket(destinations, row).at(-1);
  const byLifetime = Map.groupBy(
    rows,
    (row) => lifetime ?? destinationOf(row)?.linkLifetime ?? longestLinkLifetime,
  );
  const lines: string[] = [];
  const links = [];
  for (const [seconds, group] of byLifetime) {
    const made = await queue.links(group.map(linkedObject), { access, lifetime: seconds });
    for (const [index, link] of made.entries()) {
      const row = group[index];
      if (row === undefined) continue;
      const facts = { url: link.url, key: row.key };
      lines.push(formatLink(format ?? linkFormat, facts, destinationOf(row)?.linkTemplate));
      links.push(link);
    }
  }
  return { text: lines.join('\n'), copied: summarizeLinks(links) };
}

/** An object that was there before may have another ACL than the batch asks for. */
function linkedObject({ accountId, bucket, key, batchId, state }: Transfer) {
  return { accountId, bucket, key, ...(state.name === 'done' && { batchId }) };
}

const rowsAtOnce = 1000;

/** The transfers of a selection that are done or were already there: only these have a link. */
async function arrivedIn(
  queries: Pick<TransferQueries, 'selected'>,
  selection: TransferSelection,
): Promise<readonly Transfer[]> {
  const found: Transfer[] = [];
  for (let after = 0; ;) {
    const range = { after, limit: rowsAtOnce };
    const rows = await queries.selected(selection, linkedStates, range);
    found.push(...rows.filter(({ state }) => hasObject(state)));
    after = rows.at(-1)?.id ?? after;
    if (rows.length < rowsAtOnce) return found;
  }
}

type NamedObject = Pick<Transfer, 'accountId' | 'bucket' | 'key'>;

/** The saved destination above an object: the one with the longest prefix of its key. */
export function destinationAbove(
  destinations: readonly SavedDestination[],
  object: NamedObject,
): SavedDestination | undefined {
  return inSameBucket(destinations, object).find(({ prefix }) => object.key.startsWith(prefix));
}

/** The saved destinations in the bucket of an object, the longest prefix first. */
function inSameBucket(
  destinations: readonly SavedDestination[],
  { accountId, bucket }: NamedObject,
): readonly SavedDestination[] {
  return destinations
    .filter((one) => one.accountId === accountId && one.bucket === bucket)
    .toSorted((one, other) => other.prefix.length - one.prefix.length);
}
