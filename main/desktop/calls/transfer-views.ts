import {
  type CopiedLinks,
  hasObject,
  longestLinkLifetime,
  addLinks,
  summarizeLinks,
} from '../../../shared/account/object-links.ts';
import type { FerryContract } from '../../../shared/ipc/contract.ts';
import { type Handlers, withoutUndefined } from '../../../shared/ipc/define.ts';
import type { TransferDetailsView, TransferLine } from '../../../shared/ipc/views.ts';
import type { SavedDestination } from '../../../shared/preferences.ts';
import { formatLink } from '../../../shared/text/link-format.ts';
import {
  type SourcePath,
  type Transfer,
  type Account,
  dataAddressOf,
} from '../../../shared/transfer.ts';
import type { TransferView as MovingTransfer } from '../../engine/api.ts';
import type { TransferSelection } from '../../engine/ports/row-selection.ts';
import type { TransferDetails } from '../../engine/ports/transfer-queries.ts';
import type { DesktopFerry } from '../start/ferry.ts';
import type { PreferencesFile } from '../start/private-files.ts';

/** A row without its path on this computer: the page never needs it. */
export function transferView(row: Transfer | MovingTransfer): TransferLine {
  const { source: _source, ...rest } = row;
  return { bytesShown: row.bytesSent, speed: 0, ...rest };
}

/** `[1, 1, 2, 3, 7]` as `[[1, 3], [7, 7]]`. */
export function ranges(ascending: readonly number[]): readonly (readonly [number, number])[] {
  const found: [number, number][] = [];
  for (const number of ascending) {
    const last = found.at(-1);
    if (last !== undefined && number <= last[1] + 1) last[1] = number;
    else found.push([number, number]);
  }
  return found;
}

export function detailsView(
  details: TransferDetails,
  moving: MovingTransfer | undefined,
  destinationUrl: string,
): TransferDetailsView {
  const { checkpoint, result, attemptsMade, identity: _identity, ...row } = details;
  const partSize = checkpoint?.partSize;
  const partCount = partSize === undefined ? 1 : Math.max(1, Math.ceil(row.size / partSize));
  const whole: readonly (readonly [number, number])[] =
    row.state.name === 'done' ? [[1, partCount]] : [];
  return {
    ...transferView(moving ?? row),
    destinationUrl,
    partCount,
    storedParts:
      checkpoint === undefined ? whole : ranges(checkpoint.parts.map(({ number }) => number)),
    attemptsMade,
    ...(partSize !== undefined && { partSize }),
    ...(checkpoint?.uploadId !== undefined && { uploadId: checkpoint.uploadId }),
    ...(result !== undefined && { result }),
  };
}

/**
 * The path in the form of the system's file manager; `undefined` for a name that is not valid text,
 * which a file manager cannot show.
 */
export function showablePath(path: SourcePath): string | undefined {
  return path.startsWith('\0') ? undefined : path;
}

/** The selection in a message of the window. */
export type SelectionMessage = Parameters<Handlers<FerryContract>['transfers']['pause']>[0];

/**
 * Converts the selection of a message to the engine's selection.
 *
 * @param asked the selection of the window's last question
 */
export async function selectionOf(
  message: SelectionMessage,
  asked: () => Promise<TransferSelection>,
): Promise<TransferSelection> {
  if ('asked' in message) return await asked();
  if ('batchIds' in message) return { filter: { batchIds: message.batchIds } };
  return withoutUndefined(message);
}

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
 * The links of rows, one a line, in a format: the given one, else the last that was chosen. Rows
 * without an object have none.
 *
 * @throws TransferError `credentials-*`
 */
export async function linksOf(
  ferry: DesktopFerry,
  preferences: Pick<PreferencesFile, 'current'>,
  portions: AsyncIterable<readonly Transfer[]>,
  { access = 'automatic', lifetime, format }: Omit<LinksMessage, 'selection'>,
): Promise<{ readonly text: string; readonly copied: CopiedLinks }> {
  const queue = await ferry.ready;
  const { destinations, linkFormat } = preferences.current();
  const destinationOf = (row: Transfer) =>
    destinationAbove(destinations, row) ?? inSameBucket(destinations, row).at(-1);
  const lines: string[] = [];
  let copied = summarizeLinks([]);
  // Main does other work between two portions.
  for await (const rows of portions) {
    const byLifetime = Map.groupBy(
      rows.filter(({ state }) => hasObject(state)),
      (row) => lifetime ?? destinationOf(row)?.linkLifetime ?? longestLinkLifetime,
    );
    for (const [seconds, group] of byLifetime) {
      const links = await queue.links(group.map(linkedObject), { access, lifetime: seconds });
      for (const [index, { url }] of links.entries()) {
        const row = group[index];
        if (row === undefined) continue;
        const template = destinationOf(row)?.linkTemplate;
        lines.push(formatLink(format ?? linkFormat, { url, key: row.key }, template));
      }
      copied = addLinks(copied, summarizeLinks(links));
    }
  }
  return { text: lines.join('\n'), copied };
}

/** An object that was there before may have another ACL than the batch asks for. */
function linkedObject({ accountId, bucket, key, batchId, state }: Transfer) {
  return { accountId, bucket, key, ...(state.name === 'done' && { batchId }) };
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
