/* The thread that reads folders. It never runs ahead: the main thread requests each batch. */
import { parentPort } from 'node:worker_threads';
import { type ErrorRecord, toErrorRecord } from '../../../shared/errors.ts';
import type { LeftOut } from '../../../shared/upload/name-pattern.ts';
import type { SourcePath } from '../../../shared/transfer.ts';
import type { ScanOptions } from '../../../shared/upload/upload-options.ts';
import type { ScanEntry } from '../../engine/ports/source-files.ts';
import { assertNever } from '../../../shared/assert-never.ts';
import { OwnFiles } from './source-location.ts';
import { FolderWalk } from './walk-folder.ts';

/** To the scan worker. The reply to `start` and to every `pull` is one batch or one failure. */
export type ScanCommand =
  | {
      readonly kind: 'start';
      readonly id: number;
      readonly root: SourcePath;
      readonly options: ScanOptions;
      /** Paths of Ferry's own files, which the scan skips. */
      readonly ownFiles: readonly string[];
    }
  | { readonly kind: 'pull'; readonly id: number }
  | { readonly kind: 'stop'; readonly id: number };

export type ScanReport =
  | {
      readonly kind: 'batch';
      readonly id: number;
      readonly entries: readonly ScanEntry[];
      /** The names that rules excluded since the previous batch. */
      readonly leftOut: readonly LeftOut[];
      /** True for the last batch. */
      readonly done: boolean;
    }
  | { readonly kind: 'failure'; readonly id: number; readonly error: ErrorRecord };

/** Small enough that unpacking a batch does not delay the main thread. */
const entriesInBatch = 1_000;

/** Names checked before the thread reads messages again, even if few of them are files. */
const readsInBatch = 10_000;

/**
 * The same limit in milliseconds for slow disks: the first files start while the scan continues.
 */
const longestBatch = 50;

type Entries = Iterator<ScanEntry | undefined, void, undefined>;

const walks = new Map<number, { readonly folders: FolderWalk; readonly found: Entries }>();

parentPort?.on('message', (command: ScanCommand) => {
  switch (command.kind) {
    case 'start':
      begin(command);
      sendBatch(command.id);
      return;
    case 'pull':
      sendBatch(command.id);
      return;
    case 'stop':
      walks.delete(command.id);
      return;
    default:
      assertNever(command, 'scan command');
  }
});

function begin({ id, root, options, ownFiles }: ScanCommand & { kind: 'start' }): void {
  const folders = new FolderWalk(root, options, new OwnFiles(ownFiles));
  walks.set(id, { folders, found: folders.entries() });
}

function sendBatch(id: number): void {
  const report = (message: ScanReport): void => parentPort?.postMessage(message);
  try {
    const walk = walks.get(id);
    const { entries, done } = nextBatch(walk?.found);
    if (done) walks.delete(id);
    const leftOut = walk?.folders.takeLeftOut() ?? [];
    report({ kind: 'batch', id, entries, leftOut, done });
  } catch (error) {
    walks.delete(id);
    report({ kind: 'failure', id, error: toErrorRecord(error) });
  }
}

function nextBatch(walk: Entries | undefined): {
  readonly entries: readonly ScanEntry[];
  readonly done: boolean;
} {
  const entries: ScanEntry[] = [];
  const end = performance.now() + longestBatch;
  for (let reads = 0; reads < readsInBatch && entries.length < entriesInBatch; reads += 1) {
    const step = walk?.next();
    if (step === undefined || step.done === true) return { entries, done: true };
    if (step.value !== undefined) entries.push(step.value);
    if (performance.now() > end) break;
  }
  return { entries, done: false };
}
