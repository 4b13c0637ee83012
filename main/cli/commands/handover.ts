import path from 'node:path';
import { formatSize } from '../../../shared/text/units.ts';
import type { Batch, Transfer } from '../../../shared/transfer.ts';
import type { CommonFlags } from '../arguments/flags.ts';
import { ListFolder } from './list-folder.ts';
import {
  listShapes,
  type FileGroup,
  type Listed,
  type ListFormat,
  pathOf,
  listedFile,
  type ListedFile,
  type Unlisted,
  readmeLines,
} from './list-formats.ts';
import type { NoticeEvent } from '../report/run-event.ts';
import type { World } from '../run/world.ts';
import {
  databaseExists,
  databaseFile,
  allRows,
  withQueue,
  type QueueContext,
} from '../session/with-queue.ts';
import { reportChange, reportNotice } from '../report/command-output.ts';
import { exitCodes, UsageError, type ExitCode } from '../report/exit-codes.ts';
import { plural } from '../report/text-width.ts';
import { printableJson } from '../../../shared/text/printable.ts';
import { pauseIn } from './change-queue.ts';

export interface HandoverFlags extends CommonFlags {
  readonly batch?: number;
  readonly format?: ListFormat;
  readonly output?: string;
  readonly source?: string;
  readonly withFailed?: boolean;
  readonly force?: boolean;
}

/** The most files of one hand-over: one commit marks them. */
const mostFiles = 1_000_000;

/**
 * `ferry handover`: writes the unfinished files of a batch as lists. Pauses the batch first, and
 * marks the files before the lists appear, so that Ferry sends no listed file. Sends nothing.
 */
export async function handover(flags: HandoverFlags, world: World): Promise<ExitCode> {
  const { batch: batchId, format, source } = flags;
  if (batchId === undefined || format === undefined) {
    throw new UsageError('Give --batch and --format.', 'For example: --batch 3 --format rclone');
  }
  if (format === 'ossimport' && !/^https?:\/\/\S+$/.test(source ?? '')) {
    throw new UsageError(
      'ossimport reads files from a web server only.',
      'Name it with --source http://host:port; it must serve the absolute paths.',
    );
  }
  const file = databaseFile(world, flags.db);
  if (!(await databaseExists(file))) throw noBatch(batchId);
  return await withQueue(world, file, false, async (queue) => {
    const batch = await checkBatch(queue, batchId);
    const output = path.resolve(
      world.workingDirectory,
      flags.output ?? `ferry-handover-${batchId}`,
    );
    const folder = await ListFolder.create(output, flags.force === true);
    try {
      await pauseIn(queue, { batchId });
      const listed = await writeLists(queue, batch, folder, { ...flags, format });
      if (listed.ids.length === 0) {
        const message = await nothingSentence(queue, batchId);
        await reportChange(world, flags, queue.store, message, leftSentence(listed));
        return exitCodes.done;
      }
      await folder.complete();
      const changed = listed.ids.length - (await markAndPublish(queue, listed, folder));
      if (changed > 0) {
        reportNotice(world, flags, staleNotice(changed));
        return exitCodes.failed;
      }
      const files = plural(listed.ids.length, 'file');
      const message = `Handed over: ${files}, ${formatSize(listed.bytes)}. Read ${path.join(output, 'README.txt')}.`;
      await reportChange(world, flags, queue.store, message, leftSentence(listed));
      return exitCodes.done;
    } finally {
      await folder.discard();
    }
  });
}

/**
 * Marks the listed files, then lets the lists appear. A crash between leaves marked files, which
 * Ferry does not send: `ferry verify` returns them. The other order would leave a list whose files
 * Ferry sends too.
 *
 * @returns the number of files marked; when some are not, the lists do not appear
 */
async function markAndPublish(
  { store }: QueueContext,
  { ids }: Listed,
  folder: ListFolder,
): Promise<number> {
  const marked = await store.handOver(ids);
  try {
    if (marked === ids.length) {
      await folder.publish();
      return marked;
    }
  } catch (error) {
    await takeBack(store, ids);
    throw error;
  }
  await takeBack(store, ids);
  return marked;
}

async function takeBack(store: QueueContext['store'], ids: readonly number[]): Promise<void> {
  await store.settleHandedOver(ids.map((id) => ({ id, found: 'missing' })));
}

async function nothingSentence({ store }: QueueContext, batchId: number): Promise<string> {
  const { waits } = await store.standing({ batchIds: [batchId] });
  return waits.some(({ why }) => why === 'handed-over')
    ? 'Nothing more to hand over. Files are handed over already: "ferry verify" checks them.'
    : 'Nothing to hand over.';
}

/** Another command resumed or cancelled listed files before the mark was on disk. */
function staleNotice(files: number): NoticeEvent {
  return {
    type: 'notice',
    level: 'error',
    code: 'rows-changed',
    message: `${plural(files, 'file')} went on meanwhile; nothing is handed over.`,
    next: 'Hand over again.',
  };
}

function noBatch(batchId: number): UsageError {
  return new UsageError(`There is no batch ${batchId}.`, 'See "ferry status".');
}

async function checkBatch({ store }: QueueContext, batchId: number): Promise<Batch> {
  const batch = await store.batch(batchId);
  if (batch === undefined) throw noBatch(batchId);
  if (batch.scan === 'scanning') {
    throw new UsageError(
      'The folders of this batch are not read to the end.',
      'Run "ferry resume" until they are, then hand over the rest.',
    );
  }
  const { waits } = await store.standing({ batchIds: [batchId] });
  const asked = waits.find(({ why }) => why === 'conflict')?.files ?? 0;
  if (asked > 0) {
    throw new UsageError(
      `${plural(asked, 'file waits', 'files wait')} for your answer, because the object exists.`,
      'Answer with "ferry resume --conflict …" first.',
    );
  }
  return batch;
}

async function writeLists(
  { store }: QueueContext,
  batch: Batch,
  folder: ListFolder,
  { format, source: address, withFailed = false }: HandoverFlags & { readonly format: ListFormat },
): Promise<Listed> {
  const shape = listShapes[format];
  const source = address?.replace(/\/+$/, '');
  const context = { batch, withFailed, ...(source === undefined ? {} : { source }) };
  const states = withFailed ? (['paused', 'failed'] as const) : (['paused'] as const);
  const groups = new Map<string, FileGroup>();
  const left = new Map<Unlisted | 'more', number>();
  const ids: number[] = [];
  let bytes = 0;
  const listOf = ({ root, target }: ListedFile): string => {
    const key = JSON.stringify([root, target]);
    const known = groups.get(key);
    if (known !== undefined) return path.basename(known.list);
    const name = `list-${groups.size + 1}.txt`;
    groups.set(key, { root, target, list: path.join(folder.path, name) });
    return name;
  };
  const placed = (row: Transfer): ListedFile | Unlisted | 'more' => {
    if (ids.length === mostFiles) return 'more';
    const found = listedFile(row, shape.byFolder);
    return typeof found === 'string' || shape.holds(found) ? found : 'name';
  };
  for await (const row of allRows(store, { batchId: batch.id, states })) {
    const found = placed(row);
    if (typeof found === 'string') {
      left.set(found, (left.get(found) ?? 0) + 1);
      continue;
    }
    const { id, key, size } = row;
    ids.push(id);
    bytes += size;
    await folder.add(listOf(found), shape.line(found, context));
    await folder.add('files.jsonl', printableJson({ id, path: pathOf(found), key, size }));
  }
  const listed: Listed = { ids, bytes, groups: [...groups.values()], left };
  if (ids.length === 0) return listed;
  for (const line of readmeLines(listed, format, context)) await folder.add('README.txt', line);
  return listed;
}

function leftSentence({ left }: Listed): string | undefined {
  const files = [...left.values()].reduce((sum, count) => sum + count, 0);
  if (files === 0) return undefined;
  return `${plural(files, 'file stays', 'files stay')} in Ferry, paused, because the list cannot hold them; "ferry resume" sends them.`;
}
