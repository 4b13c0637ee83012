import path from 'node:path';
import { formatSize } from '../../../shared/text/units.ts';
import type { Batch, Transfer } from '../../../shared/transfer.ts';
import type { CommonFlags } from '../arguments/upload-flags.ts';
import { ListFolder } from '../handover/list-folder.ts';
import {
  listShapes,
  type FileGroup,
  type Listed,
  type ListFormat,
} from '../handover/list-formats.ts';
import { pathOf, placeFile, type PlacedFile, type Unplaced } from '../handover/place-file.ts';
import { readmeLines } from '../handover/readme.ts';
import type { NoticeEvent } from '../report/run-event.ts';
import type { World } from '../run/world.ts';
import { databaseExists, databaseFile } from '../session/database-file.ts';
import { allRows } from '../session/find-batches.ts';
import { withQueue, type QueueContext } from '../session/with-queue.ts';
import { reportChange, reportNotice } from '../words/command-output.ts';
import { exitCodes, UsageError, type ExitCode } from '../words/exit-codes.ts';
import { plural } from '../words/text-width.ts';
import { printableJson } from '../../../shared/text/printable.ts';
import { pauseIn } from './change-rows.ts';

export interface HandoverFlags extends CommonFlags {
  readonly batch?: number;
  readonly format?: ListFormat;
  readonly output?: string;
  readonly source?: string;
  readonly force?: boolean;
}

/** The most files of one hand-over: one commit marks them. */
const mostFiles = 1_000_000;

/**
 * `ferry handover`: writes the unfinished files of a batch as lists, then marks them. Pauses the
 * batch first, so that Ferry sends no listed file. Sends nothing.
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
      const listed = await writeLists(queue, batch, folder, format, source?.replace(/\/+$/, ''));
      if (listed.ids.length === 0) {
        await reportChange(
          world,
          flags,
          queue.store,
          'Nothing to hand over.',
          leftSentence(listed),
        );
        return exitCodes.done;
      }
      await folder.publish();
      const marked = await queue.store.handOver(listed.ids);
      const files = plural(listed.ids.length, 'file');
      const message = `Handed over: ${files}, ${formatSize(listed.bytes)}. Read ${path.join(output, 'README.txt')}.`;
      const isWhole = marked === listed.ids.length;
      if (!isWhole) reportNotice(world, flags, staleNotice(listed.ids.length - marked));
      await reportChange(world, flags, queue.store, message, leftSentence(listed));
      return isWhole ? exitCodes.done : exitCodes.failed;
    } finally {
      await folder.discard();
    }
  });
}

/** Another command resumed or cancelled listed files before the mark was on disk. */
function staleNotice(files: number): NoticeEvent {
  return {
    type: 'notice',
    level: 'error',
    code: 'rows-changed',
    message: `${plural(files, 'listed file')} went on meanwhile.`,
    next: 'Do not use this list: run "ferry verify", then hand over again with --force.',
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
  format: ListFormat,
  source: string | undefined,
): Promise<Listed> {
  const shape = listShapes[format];
  const context = { batch, ...(source === undefined ? {} : { source }) };
  const groups = new Map<string, FileGroup>();
  const left = new Map<Unplaced | 'more', number>();
  const ids: number[] = [];
  let bytes = 0;
  const listOf = ({ root, target }: PlacedFile): string => {
    const key = JSON.stringify([root, target]);
    const known = groups.get(key);
    if (known !== undefined) return path.basename(known.list);
    const name = `list-${groups.size + 1}.txt`;
    groups.set(key, { root, target, list: path.join(folder.path, name) });
    return name;
  };
  const placed = (row: Transfer): PlacedFile | Unplaced | 'more' => {
    if (ids.length === mostFiles) return 'more';
    const found = placeFile(row, shape.byFolder);
    return typeof found === 'string' || shape.holds(found) ? found : 'name';
  };
  for await (const row of allRows(store, { batchId: batch.id, states: ['paused'] })) {
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
