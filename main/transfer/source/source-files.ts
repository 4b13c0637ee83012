import { lstat, stat, unlink } from 'node:fs/promises';
import { Worker } from 'node:worker_threads';
import type { ScanEntry, SourceFiles } from '../../engine/ports/source-files.ts';
import type { Transport } from '../transport.ts';
import { toErrorRecord, TransferError } from '../../../shared/errors.ts';
import { joinLeftOut, type LeftOut } from '../../../shared/upload/name-pattern.ts';
import type { SourcePath } from '../../../shared/transfer.ts';
import type { ScanOptions } from '../../../shared/upload/upload-options.ts';
import { workerEnvironment } from '../workers/messages.ts';
import { missingVolume, sourceError } from './source-errors.ts';
import { openSource } from './open-source.ts';
import { decodeSourcePath, OwnFiles } from './source-location.ts';
import type { ScanCommand, ScanReport } from './scan-worker.ts';
import { FolderWalk } from './walk-folder.ts';

type Batch = ScanReport & { kind: 'batch' };

/** Milliseconds without a scan after which the thread ends and frees its memory. */
const keptFor = 1_000;

/** How often one walk is started if its thread dies each time. */
const mostWalks = 3;

/** Scans folders in a thread that lives only while scans run; a single file needs no thread. */
class ScanThread {
  readonly #waiting = new Map<number, PromiseWithResolvers<Batch>>();
  readonly #ownFiles: readonly string[];
  #worker: Worker | undefined;
  #active = 0;
  #lastId = 0;
  #ending: NodeJS.Timeout | undefined;

  /** @param ownFiles paths of Ferry's own files, which scans skip */
  constructor(ownFiles: readonly string[] = []) {
    this.#ownFiles = ownFiles;
  }

  /**
   * As `SourceFiles.scan`. A new thread replaces a dead thread and repeats the walk from its
   * beginning, so entries can come twice. The excluded names are reported once, at the end.
   *
   * @throws TransferError `scan-failed` when the thread dies repeatedly
   */
  async *scan(
    root: SourcePath,
    options: ScanOptions,
    signal: AbortSignal,
    onLeftOut: (leftOut: readonly LeftOut[]) => void = () => undefined,
  ): AsyncGenerator<readonly ScanEntry[], void, undefined> {
    signal.throwIfAborted();
    const file = await this.#file(root, options, onLeftOut);
    if (file !== undefined) {
      signal.throwIfAborted();
      if (file.length > 0) yield file;
      return;
    }
    for (let walk = 1; ; walk += 1) {
      try {
        yield* this.#walk(root, options, signal, onLeftOut);
        return;
      } catch (thrown) {
        signal.throwIfAborted();
        if (toErrorRecord(thrown).code !== 'scan-failed' || walk >= mostWalks) throw thrown;
      }
    }
  }

  /** The entries of a root that is a file; `undefined` when it needs a walk. */
  async #file(
    root: SourcePath,
    options: ScanOptions,
    onLeftOut: (leftOut: readonly LeftOut[]) => void,
  ): Promise<readonly ScanEntry[] | undefined> {
    // Asynchronous first: a share that does not respond must not block this thread.
    const stats = await stat(decodeSourcePath(root)).catch(() => undefined);
    if (stats?.isFile() !== true) return undefined;
    const walk = new FolderWalk(root, options, new OwnFiles(this.#ownFiles));
    const found = walk.rootFile();
    const leftOut = walk.takeLeftOut();
    if (leftOut.length > 0) onLeftOut(leftOut);
    return found;
  }

  /** The worker prepares one batch while the consumer processes the previous batch. */
  async *#walk(
    root: SourcePath,
    options: ScanOptions,
    signal: AbortSignal,
    onLeftOut: (leftOut: readonly LeftOut[]) => void,
  ): AsyncGenerator<readonly ScanEntry[], void, undefined> {
    signal.throwIfAborted();
    let allLeftOut: readonly LeftOut[] = [];
    const id = (this.#lastId += 1);
    this.#begin();
    try {
      let coming = this.#ask({ kind: 'start', id, root, options, ownFiles: this.#ownFiles });
      for (;;) {
        const { entries, leftOut, done } = await unlessAborted(coming, signal);
        allLeftOut = joinLeftOut(allLeftOut, leftOut);
        if (!done) coming = this.#ask({ kind: 'pull', id });
        if (entries.length > 0) yield entries;
        if (done) {
          if (allLeftOut.length > 0) onLeftOut(allLeftOut);
          return;
        }
        signal.throwIfAborted();
      }
    } finally {
      this.#waiting.delete(id);
      this.#worker?.postMessage({ kind: 'stop', id } satisfies ScanCommand);
      this.#end();
    }
  }

  #ask(command: ScanCommand & { kind: 'start' | 'pull' }): Promise<Batch> {
    const waiting = Promise.withResolvers<Batch>();
    // The consumer may stop before it reads this batch.
    waiting.promise.catch(() => undefined);
    this.#waiting.set(command.id, waiting);
    this.#started().postMessage(command);
    return waiting.promise;
  }

  #begin(): void {
    clearTimeout(this.#ending);
    if (this.#active === 0) this.#worker?.ref();
    this.#active += 1;
  }

  #end(): void {
    this.#active -= 1;
    if (this.#active > 0) return;
    const worker = this.#worker;
    worker?.unref();
    this.#ending = setTimeout(() => {
      this.#worker = undefined;
      void worker?.terminate();
    }, keptFor).unref();
  }

  #started(): Worker {
    if (this.#worker !== undefined) return this.#worker;
    const options = { env: workerEnvironment() };
    const worker = new Worker(new URL('./scan-worker.ts', import.meta.url), options);
    worker.on('message', (report: ScanReport) => this.#take(report));
    let reason: unknown;
    worker.on('error', (error: unknown) => {
      reason = error;
    });
    worker.on('exit', () => this.#lost(worker, reason));
    this.#worker = worker;
    return worker;
  }

  #take(report: ScanReport): void {
    const waiting = this.#waiting.get(report.id);
    if (report.kind === 'batch') waiting?.resolve(report);
    else waiting?.reject(new TransferError(report.error));
  }

  #lost(worker: Worker, reason: unknown): void {
    if (this.#worker !== worker) return;
    this.#worker = undefined;
    const why = reason instanceof Error ? `: ${reason.message}` : '';
    const record = { code: 'scan-failed', detail: `The scan thread ended${why}` } as const;
    const error = new TransferError(record, { cause: reason });
    for (const waiting of this.#waiting.values()) waiting.reject(error);
  }
}

/** Settles as `promise`, or rejects with the signal's reason as soon as it aborts. */
function unlessAborted<Value>(promise: Promise<Value>, signal: AbortSignal): Promise<Value> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => reject(signal.reason as Error);
    signal.addEventListener('abort', onAbort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}

/**
 * The file system of this computer. The workers of `transport` calculate checksums.
 *
 * @param ownFiles paths of Ferry's own database and the files beside it: a scan skips them
 */
export function createSourceFiles(
  transport: Pick<Transport, 'checksum' | 'release'>,
  ownFiles: readonly string[] = [],
): SourceFiles {
  const scanner = new ScanThread(ownFiles);
  return {
    scan: (root, options, signal, onLeftOut) => scanner.scan(root, options, signal, onLeftOut),
    isFolder: async (path) => {
      const stats = await lstat(decodeSourcePath(path)).catch(() => undefined);
      return stats?.isDirectory() ?? false;
    },
    open: (path) => openSource(path, transport),
    missingVolume: (path, identity) => missingVolume(path, identity),
    async removeSpool(path) {
      await unlink(decodeSourcePath(path)).catch((thrown: unknown) => {
        const error = sourceError(thrown);
        if (error.code !== 'source-missing') throw error;
      });
    },
  };
}
