import { toErrorRecord } from '../../../shared/errors.ts';
import { joinLeftOut, type LeftOut } from '../../../shared/name-pattern.ts';
import type { Settings } from '../../../shared/settings.ts';
import type { Batch, SourcePath } from '../../../shared/transfer.ts';
import type { DiskRoom } from '../conditions/disk-room.ts';
import type { EnginePorts } from '../api.ts';
import { Interruption } from '../run/interruption.ts';
import { transferFromEntry } from './new-transfer.ts';
import type { NewTransfer } from '../ports/transfer-store.ts';

interface ScanJob {
  readonly batch: Batch;
  readonly roots: readonly SourcePath[];
  readonly controller: AbortController;
  readonly ended: PromiseWithResolvers<void>;
}

export interface ScannerOptions {
  readonly ports: EnginePorts;
  readonly settings: () => Settings;
  readonly room: DiskRoom;
  readonly addRows: (batchId: number, rows: readonly NewTransfer[]) => Promise<void>;
  /** A scan began, added rows, or ended. */
  readonly changed: () => void;
  /** The store failed in a way that ends the engine. */
  readonly fatal: (thrown: unknown) => void;
}

/** Turns roots into rows, one batch after the other. A scan cut short is repeated without doubling. */
export class ScanQueue {
  readonly #options: ScannerOptions;
  readonly #jobs = new Set<ScanJob>();
  readonly #stopping = new AbortController();
  readonly #leftOut = new Map<number, readonly LeftOut[]>();
  #working: Promise<void> | undefined;

  constructor(options: ScannerOptions) {
    this.#options = options;
  }

  /** Batches that are scanned or wait for it. */
  get pending(): number {
    return this.#jobs.size;
  }

  scan(batch: Batch, roots: readonly SourcePath[]): void {
    if (this.#stopping.signal.aborted) return;
    const ended = Promise.withResolvers<void>();
    this.#jobs.add({ batch, roots, controller: new AbortController(), ended });
    this.#working ??= this.#work();
  }

  /** Resolves when the batch's scan has ended, however. */
  async scanned(batchId: number): Promise<void> {
    await [...this.#jobs].find((job) => job.batch.id === batchId)?.ended.promise;
  }

  /** What the scans of a batch have left out by name; empty for a scan of an earlier process. */
  leftOut(batchId: number): readonly LeftOut[] {
    return this.#leftOut.get(batchId) ?? [];
  }

  /** Ends the scans of these batches for good: what is found later was not wanted. */
  async cancel(wanted: (batchId: number) => boolean): Promise<void> {
    const [current, ...waiting] = this.#jobs;
    const meant = [...this.#jobs].filter((job) => wanted(job.batch.id));
    for (const job of meant) job.controller.abort(new Interruption('cancel'));
    // Those that have not begun need not wait until others have been scanned.
    for (const job of meant) {
      if (!waiting.includes(job)) continue;
      for (const root of job.roots) await this.#finishRoot(job, root);
      this.#end(job);
    }
    if (current !== undefined && meant.includes(current)) await current.ended.promise;
  }

  /** Ends all scans; they are resumed with the next start. */
  async stop(): Promise<void> {
    this.#stopping.abort(new Interruption('stop'));
    for (const job of this.#jobs) job.controller.abort(new Interruption('stop'));
    await this.#working;
  }

  async #work(): Promise<void> {
    for (let [job] = this.#jobs; job !== undefined; [job] = this.#jobs) {
      this.#options.changed();
      try {
        for (const root of job.roots) await this.#scanRoot(job, root);
      } catch (thrown) {
        if (!this.#stopping.signal.aborted) this.#options.fatal(thrown);
      }
      this.#end(job);
    }
    this.#working = undefined;
  }

  #end(job: ScanJob): void {
    this.#jobs.delete(job);
    job.ended.resolve();
    this.#options.changed();
  }

  async #scanRoot(job: ScanJob, root: SourcePath): Promise<void> {
    const { batch, controller } = job;
    try {
      const count = await this.#addRoot(job, root);
      this.#options.ports.log.write('info', { event: 'scan-finished', batchId: batch.id, count });
    } catch (thrown) {
      this.#stopping.signal.throwIfAborted();
      // A cancel ends the scan wherever it stands.
      if (!controller.signal.aborted) throw thrown;
    }
    await this.#finishRoot(job, root);
  }

  /** @returns how many rows were found */
  async #addRoot(job: ScanJob, root: SourcePath): Promise<number> {
    const { ports, settings } = this.#options;
    const { batch, controller } = job;
    const { prefix } = batch.destination;
    let count = 0;
    try {
      controller.signal.throwIfAborted();
      const { signal } = controller;
      const onLeftOut = (leftOut: readonly LeftOut[]): void => {
        this.#leftOut.set(batch.id, joinLeftOut(this.leftOut(batch.id), leftOut));
      };
      for await (const entries of ports.files.scan(root, batch.scanOptions, signal, onLeftOut)) {
        const threshold = settings().multipartThreshold;
        const rows = entries.map((entry) => transferFromEntry(entry, prefix, threshold));
        await this.#add(job, rows);
        count += rows.length;
      }
    } catch (thrown) {
      controller.signal.throwIfAborted();
      const error = toErrorRecord(thrown);
      if (error.code.startsWith('database-')) throw thrown;
      const relativePath = lastName(root);
      const refused = { kind: 'refused' as const, path: root, relativePath, error };
      await this.#add(job, [transferFromEntry(refused, prefix, 0)]);
    }
    return count;
  }

  async #add({ batch, controller }: ScanJob, rows: readonly NewTransfer[]): Promise<void> {
    const { room, addRows, changed } = this.#options;
    await room.insist(() => addRows(batch.id, rows), controller.signal);
    changed();
  }

  /** Also after a cancel: else the next start would find what was not wanted. */
  async #finishRoot({ batch }: ScanJob, root: SourcePath): Promise<void> {
    const { ports, room } = this.#options;
    await room.insist(() => ports.store.finishRoot(batch.id, root), this.#stopping.signal);
  }
}

function lastName(path: SourcePath): string {
  return path.split(/[/\\]/).filter(Boolean).at(-1) ?? path;
}
