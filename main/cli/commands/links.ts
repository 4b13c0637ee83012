import {
  type LinkedObject,
  type LinkNote,
  linkNotes,
  longestLinkLifetime,
  type ObjectLink,
  summarizeLinks,
} from '../../../shared/account/object-links.ts';
import { accountFrom } from '../arguments/account.ts';
import { parseUploadLocation } from '../arguments/flag-values.ts';
import type { AccountFlags, CommonFlags, RunFlags } from '../arguments/flags.ts';
import type { World } from '../run/world.ts';
import { databaseFile, allRows, withQueue } from '../session/with-queue.ts';
import { writeJson, writeLines } from '../report/command-output.ts';
import { type ExitCode, exitCodes, UsageError } from '../report/exit-codes.ts';
import { describeError } from '../report/describe-error.ts';

export interface LinksFlags extends CommonFlags, AccountFlags, Pick<RunFlags, 'proxy'> {
  readonly batch?: number;
  /** Milliseconds. */
  readonly lifetime?: number;
  readonly signed?: boolean;
}

/** The objects of one bucket, of an account that is not known yet. */
interface NamedObjects {
  readonly bucket: string;
  readonly objects: readonly Pick<LinkedObject, 'key' | 'acl'>[];
  /** The account of the batch. */
  readonly accountId?: string;
}

/**
 * `ferry links`: prints one link a line, and remarks on standard error. A link without a signature
 * leads to an object that is public.
 */
export async function links(
  locations: readonly string[],
  flags: LinksFlags,
  world: World,
): Promise<ExitCode> {
  if ((flags.batch === undefined) === (locations.length === 0)) {
    throw new UsageError(
      'Name objects, or a batch by --batch.',
      'For example: ferry links oss://photos/2026/a.jpg',
    );
  }
  const { bucket, objects, accountId } =
    flags.batch === undefined
      ? namedObjects(locations)
      : await objectsOf(flags.batch, flags, world);
  const account = await accountFrom(flags, world.environment, bucket);
  if (accountId !== undefined && accountId !== account.id) {
    throw new UsageError(
      `The batch went to the account "${accountId}".`,
      'Give the same endpoint, profile and domain as for that upload.',
    );
  }
  const stopped = new AbortController();
  const undo = world.onInterrupt(() => stopped.abort());
  const { proxy } = flags;
  const made = await world
    .makeLinks({
      account,
      objects: objects.map((object) => ({ accountId: account.id, bucket, ...object })),
      wish: {
        access: flags.signed === true ? 'signed' : 'automatic',
        lifetime: Math.floor((flags.lifetime ?? longestLinkLifetime * 1000) / 1000),
      },
      signal: stopped.signal,
      ...(proxy === undefined ? {} : { proxy }),
    })
    .finally(undo);
  if (flags.json === true) {
    for (const [index, link] of made.entries()) {
      writeJson(world, { type: 'link', bucket, key: objects[index]?.key, ...link });
    }
    writeJson(world, { type: 'summary', links: made.length });
  } else {
    writeLines(
      world,
      made.map(({ url }) => url),
    );
    for (const line of linkRemarks(made)) world.stderr.write(`${line}\n`);
  }
  return made.some(({ problem }) => problem !== undefined) ? exitCodes.failed : exitCodes.done;
}

function namedObjects(locations: readonly string[]): NamedObjects {
  const found = locations.map((text) => {
    const location = parseUploadLocation(text);
    if (location.kind === 'key') return location;
    throw new UsageError(`"${text}" names no object.`, 'Write it as oss://bucket/key.');
  });
  const buckets = new Set(found.map(({ bucket }) => bucket));
  const [bucket = ''] = buckets;
  if (buckets.size > 1) {
    throw new UsageError(
      'The objects lie in several buckets.',
      'Name those of one bucket at once.',
    );
  }
  return { bucket, objects: found.map(({ key }) => ({ key })) };
}

async function objectsOf(batchId: number, flags: LinksFlags, world: World): Promise<NamedObjects> {
  const file = databaseFile(world, flags.db);
  return await withQueue(world, file, true, async ({ store }) => {
    const batch = await store.batch(batchId);
    if (batch === undefined) {
      throw new UsageError(`There is no batch ${batchId}.`, 'See "ferry status".');
    }
    const { bucket, accountId } = batch.destination;
    const objects: Pick<LinkedObject, 'key' | 'acl'>[] = [];
    for await (const { key, state } of allRows(store, { batchId, states: ['done', 'skipped'] })) {
      // An object that was there before may have another ACL than the batch asks for.
      const acl = batch.options.acl ?? 'default';
      objects.push({ key, ...(state.name === 'done' && { acl }) });
    }
    return { bucket, accountId, objects };
  });
}

const sentences: Readonly<Record<LinkNote, string>> = {
  'app-refused':
    'OSS delivers no app (.apk, .ipa) through its own domain: bind a domain to the bucket.',
  downloads: 'Browsers save the objects instead of showing them: bind a domain to the bucket.',
  unencrypted: 'The domain has no certificate, so the links are not encrypted.',
  'ends-with-token': 'Temporary keys signed the links, so they end with these keys.',
};

/** What the user should know about links, one line each. */
function linkRemarks(links: readonly ObjectLink[]): readonly string[] {
  const { notes, problem, expiresAt } = summarizeLinks(links);
  const lines: string[] = [];
  if (problem !== undefined) {
    const { sentence, next } = describeError({ code: problem });
    lines.push('OSS refused the first link when Ferry tried it.', sentence, next);
  }
  for (const note of linkNotes) if (notes[note] > 0) lines.push(sentences[note]);
  if (expiresAt !== undefined) {
    lines.push(`Signed links end at ${new Date(expiresAt).toISOString().slice(0, 16)}Z.`);
  }
  return lines;
}
