import { toErrorRecord } from '../../shared/errors.ts';
import type { Settings } from '../../shared/settings.ts';
import type { Batch, SourcePath } from '../../shared/transfer.ts';
import type { DiskRoom } from './disk-room.ts';
import type { EnginePorts } from './face.ts';
import { Interruption } from './interruption.ts';
import { transferFromEntry } from './new-transfer.ts';
import type { NewTransfer } from './ports/transfer-store.ts';

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
  /** Adds rows while no row is being claimed, so that a paused batch stays paused. */
  readonly addRows: (batchId: number, rows: readonly NewTransfer[]) => Promise<void>;
  /** A scan began, added rows, or ended. */
  readonly changed: () => void;
  /** The store failed in a way that ends the engine. */
  readonly fatal: (thrown: unknown) => void;
}

/** Turns roots into rows, one batch after the other. A scan cut short is repeated without doubling. */
export class Scanner {
  readonly #options: ScannerOptions;
  readonly #jobs: ScanJob[] = [];
  #working: Promise<void> | undefined;

  constructor(options: ScannerOptions) {
    this.#options = options;
  }

  /** Batches that are scanned or wait for it. */
  get pending(): number {
    return this.#jobs.length;
  }

  scan(batch: Batch, roots: readonly SourcePath[]): void {
    const ended = Promise.withResolvers<void>();
    this.#jobs.push({ batch, roots, controller: new AbortController(), ended });
    this.#working ??= this.#work();
  }

  /** Resolves when the batch's scan has ended, however. */
  async scanned(batchId: number): Promise<void> {
    await this.#jobs.find((job) => job.batch.id === batchId)?.ended.promise;
  }

  /** Ends the scans of these batches for good: what is found later was not wanted. */
  async cancel(wanted: (batchId: number) => boolean): Promise<void> {
    const jobs = this.#jobs.filter((job) => wanted(job.batch.id));
    for (const job of jobs) job.controller.abort(new Interruption('cancel'));
    await Promise.all(jobs.map((job) => job.ended.promise));
  }

  /** Ends all scans; they are resumed with the next start. */
  async stop(): Promise<void> {
    for (const job of this.#jobs) job.controller.abort(new Interruption('stop'));
    await this.#working;
  }

  async #work(): Promise<void> {
    const { changed, fatal } = this.#options;
    for (let job = this.#jobs[0]; job !== undefined; job = this.#jobs[0]) {
      changed();
      try {
        for (const root of job.roots) await this.#scanRoot(job, root);
      } catch (thrown) {
        if (!job.controller.signal.aborted) fatal(thrown);
      }
      this.#jobs.shift();
      job.ended.resolve();
      changed();
    }
    this.#working = undefined;
  }

  async #scanRoot(job: ScanJob, root: SourcePath): Promise<void> {
    const { ports, settings, room, addRows, changed } = this.#options;
    const { batch, controller } = job;
    const { signal } = controller;
    const { prefix } = batch.destination;
    let count = 0;
    try {
      for await (const entries of ports.files.scan(root, batch.scanOptions, signal)) {
        const threshold = settings().multipartThreshold;
        const rows = entries.map((entry) => transferFromEntry(entry, prefix, threshold));
        await room.insist(() => addRows(batch.id, rows), signal);
        count += rows.length;
        changed();
      }
    } catch (thrown) {
      if (isInterruption(signal, 'stop')) throw thrown;
      if (!signal.aborted) {
        const error = toErrorRecord(thrown);
        if (error.code.startsWith('database-')) throw thrown;
        const refused = {
          kind: 'refused' as const,
          path: root,
          relativePath: lastName(root),
          error,
        };
        await addRows(batch.id, [transferFromEntry(refused, prefix, 0)]);
      }
    }
    await ports.store.finishRoot(batch.id, root);
    ports.log.write('info', { event: 'scan-finished', batchId: batch.id, count });
  }
}

function isInterruption(signal: AbortSignal, why: Interruption['why']): boolean {
  return signal.aborted && signal.reason instanceof Interruption && signal.reason.why === why;
}

function lastName(path: SourcePath): string {
  return path.split(/[/\\]/).filter(Boolean).at(-1) ?? path;
}
