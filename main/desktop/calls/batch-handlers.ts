import { open } from 'node:fs/promises';
import { type BrowserWindow, dialog, type OpenDialogOptions } from 'electron';
import type { FerryContract } from '../../../shared/ipc/contract.ts';
import type { Handlers } from '../../../shared/ipc/define.ts';
import type { AddPaths } from '../../engine/api.ts';
import { describe, readPasteable } from './clipboard-content.ts';
import type { DesktopWords } from '../system/desktop-words.ts';
import { csvHeader, csvLine, jsonLine } from './export-results.ts';
import { engineOf, type DesktopFerry } from '../start/ferry.ts';
import { arrivalsId, type HandedOver } from './handed-over.ts';
import type { Pictures } from '../picture/picture-handlers.ts';
import type { Comparison } from '../../opened-queue.ts';
import type { ConflictPreview } from '../../../shared/ipc/views.ts';
import type { Transfer } from '../../../shared/transfer.ts';
import { stateNames } from '../../../shared/transfer-state.ts';
import type { TransferQueries } from '../../engine/ports/transfer-queries.ts';

type BatchHandlers = Handlers<FerryContract>['batches'];
type Target = Parameters<BatchHandlers['chooseFiles']>[0];

interface BatchHandlersOptions {
  readonly ferry: DesktopFerry;
  readonly handedOver: HandedOver;
  readonly ownWindow: () => BrowserWindow | undefined;
  readonly words: () => DesktopWords;
  readonly pictures: Pick<Pictures, 'answer' | 'rowsOf'>;
}

/** Handlers that add uploads, and handlers of whole batches. */
export function batchHandlers(options: BatchHandlersOptions): BatchHandlers {
  const { ferry, handedOver, ownWindow, pictures, words } = options;

  async function addPaths(target: Target, roots: readonly string[]): Promise<number> {
    const batch = await (await engineOf(ferry)).add({ ...request(target), roots });
    return batch.id;
  }

  async function addBlob(
    target: Target,
    blobName: string,
    bytes: Uint8Array,
    joined?: number,
  ): Promise<number> {
    const queue = await ferry.ready;
    const spool = await queue.spool(bytes);
    const { scanOptions: _scanOptions, ...common } = request(target);
    const batchId = joined === undefined ? {} : { batchId: joined };
    const batch = await queue.engine.addBlob({ ...common, ...batchId, blobName, spool });
    return batch.id;
  }

  async function choose(target: Target, dialogOptions: OpenDialogOptions): Promise<number | null> {
    const own = ownWindow();
    const chosen = await (own === undefined
      ? dialog.showOpenDialog(dialogOptions)
      : dialog.showOpenDialog(own, dialogOptions));
    if (chosen.canceled || chosen.filePaths.length === 0) return null;
    return await addPaths(target, chosen.filePaths);
  }

  return {
    handOver({ id, paths }) {
      handedOver.keep(id, paths);
      return Promise.resolve();
    },
    async addHandedOver({ id, target }) {
      const paths = handedOver.take(id);
      try {
        return await addPaths(target, paths);
      } catch (error) {
        // The page can resend files that the user dropped on it, but not files from outside.
        if (id === arrivalsId) handedOver.keep(id, paths);
        throw error;
      }
    },
    forgetHandedOver(id) {
      handedOver.forget(id);
      return Promise.resolve();
    },
    addBlob: ({ target, name, bytes, batchId }) => addBlob(target, name, bytes, batchId),
    chooseFiles: (target) =>
      choose(target, {
        title: words().chooseFiles,
        buttonLabel: words().upload,
        properties: ['openFile', 'multiSelections', 'showHiddenFiles'],
      }),
    chooseFolders: (target) =>
      choose(target, {
        title: words().chooseFolder,
        buttonLabel: words().upload,
        properties: ['openDirectory', 'multiSelections', 'showHiddenFiles'],
      }),
    clipboard: async () => describe(await readPasteable(new Date())),
    async paste({ target, name }) {
      const content = await readPasteable(new Date(), name);
      if (content.kind === 'nothing') return null;
      if (content.kind === 'files') return await addPaths(target, content.paths);
      const bytes =
        content.kind === 'image' ? content.bytes : new TextEncoder().encode(content.text);
      return await addBlob(target, content.name, bytes);
    },
    async again(batchId) {
      const { engine, pictures } = await ferry.ready;
      const order = await pictures.uploadOrder(batchId);
      if (order === undefined) return null;
      const { batch, ...paths } = order;
      const { name, destination, conflictPolicy, options } = batch;
      // A command of the command line takes over rows of earlier uploads; this upload is a new one.
      const { takeOver: _takeOver, ...kept } = batch.scanOptions;
      const scanOptions = { ...kept, keysOf: batchId };
      const common = { name, destination, conflictPolicy, options, scanOptions };
      return (await engine.add({ ...common, ...paths })).id;
    },
    async conflicts(batchId) {
      const queue = await ferry.ready;
      return await previewConflicts(queue.engine.queries, batchId, (row) => queue.compare(row));
    },
    answerConflicts: ({ selection, policy }) => pictures.answer(selection, policy),
    async export({ batchId, format }) {
      const own = ownWindow();
      const name = { defaultPath: `ferry-batch-${batchId}.${format}` };
      const chosen = await (own === undefined
        ? dialog.showSaveDialog(name)
        : dialog.showSaveDialog(own, name));
      if (chosen.canceled || chosen.filePath === '') return false;
      const rows = pictures.rowsOf('export', { batchId }, stateNames);
      await writeResults(rows, format, chosen.filePath);
      return true;
    },
  };
}

/** Absent message fields arrive as `undefined`; the engine requires them to be absent. */
function request(target: Target): Omit<AddPaths, 'roots'> {
  const { destination, conflictPolicy, options, scanOptions } = target;
  return { destination, conflictPolicy, options, scanOptions };
}

/** Writes portion by portion, so a batch of a million files needs no more memory than a batch of ten. */
async function writeResults(
  portions: AsyncIterable<readonly Transfer[]>,
  format: 'csv' | 'json',
  path: string,
): Promise<void> {
  const file = await open(path, 'w');
  try {
    // Spreadsheets recognise UTF-8 only after a byte order mark.
    await file.write(format === 'csv' ? `\uFEFF${csvHeader}` : '[\n');
    let isFirst = true;
    for await (const rows of portions) {
      const lines = rows.map((row) => (format === 'csv' ? csvLine(row) : jsonLine(row)));
      const between = format === 'csv' ? '' : ',\n';
      await file.write(`${isFirst ? '' : between}${lines.join(between)}`);
      isFirst = false;
    }
    if (format === 'json') await file.write('\n]\n');
  } finally {
    await file.close();
  }
}

/** The number of rows that the preview compares; the question covers all rows. */
const compareAtMost = 100;
const examplesAtMost = 20;

/**
 * "42 exist: 30 identical, 12 differ". The engine skips identical files before it asks. The preview
 * compares the first hundred of the others by size and CRC-64. It also states how many files it
 * compared, because they are only a sample.
 */
export async function previewConflicts(
  queries: Pick<TransferQueries, 'page'>,
  batchId: number,
  compare: (transfer: Transfer) => Promise<Comparison>,
): Promise<ConflictPreview> {
  const inOrder = { by: 'queue', descending: false } as const;
  const conflicts = { batchId, why: 'conflict' } as const;
  const skipped = { batchId, why: 'identical' } as const;
  const [asked, passed] = await Promise.all([
    queries.page(conflicts, inOrder, { offset: 0, limit: compareAtMost }),
    queries.page(skipped, inOrder, { offset: 0, limit: 0 }),
  ]);
  const compared = await Promise.all(
    asked.rows.map(async (row) => {
      const { id, relativePath, key, size } = row;
      return { id, relativePath, key, localSize: size, ...(await compare(row)) };
    }),
  );
  const identical = compared.filter((one) => one.identical === true).length;
  const differ = compared.filter((one) => one.identical === false).length;
  return {
    total: asked.total,
    passedOver: passed.total,
    compared: compared.length,
    identical,
    differ,
    unknown: compared.length - identical - differ,
    examples: compared.slice(0, examplesAtMost),
  };
}
