import { toErrorRecord } from '../../../shared/errors.ts';
import { joinLeftOut, type LeftOut } from '../../../shared/upload/name-pattern.ts';
import type { Settings } from '../../../shared/settings.ts';
import type { Batch, SourcePath } from '../../../shared/transfer.ts';
import type { ConditionRegister } from '../conditions/condition-register.ts';
import type { Change } from '../facts.ts';
import type { EnginePorts } from '../api.ts';
import { Interruption } from '../run/interruption.ts';
import { transferFromEntry, transferOfGone } from './plan-upload.ts';
import type { SearchCursor } from '../ports/row-selection.ts';
import type { ScanEntry } from '../ports/source-files.ts';
import type { NewTransfer } from '../ports/transfer-store.ts';

interface ScanJob {
  readonly batch: Batch;
  readonly roots: readonly SourcePath[];
  readonly controller: AbortController;
  readonly ended: PromiseWithResolvers<void>;
}

interface ScannerOptions {
  readonly ports: EnginePorts;
  readonly settings: () => Settings;
  readonly conditions: Pick<ConditionRegister, 'insist'>;
  readonly addRows: (batchId: number, rows: readonly NewTransfer[]) => Promise<void>;
  readonly changed: (change: Change) => void;
  /** Called when the store failed in a way that ends the engine. */
  readonly fatal: (thrown: unknown) => void;
}

/** Turns roots into rows, one batch at a time. Repeating an interrupted scan adds no duplicates. */
export class ScanQueue {
  readonly #options: ScannerOptions;
  readonly #jobs = new Set<ScanJob>();
  readonly #stopping = new AbortController();
  readonly #leftOut = new Map<number, readonly LeftOut[]>();
  #working: Promise<void> | undefined;

  constructor(options: ScannerOptions) {
    this.#options = options;
  }

  /** Number of batches that are being scanned or wait for their scan. */
  get pending(): number {
    return this.#jobs.size;
  }

  scan(batch: Batch, roots: readonly SourcePath[]): void {
    if (this.#stopping.signal.aborted) return;
    const ended = Promise.withResolvers<void>();
    this.#jobs.add({ batch, roots, controller: new AbortController(), ended });
    this.#options.changed('rows');
  }

  /** Starts the scans that were asked for. */
  work(): void {
    if (this.#jobs.size > 0) this.#working ??= this.#work();
  }

  /** Resolves when the scan of the batch has ended, whether it succeeded or not. */
  async scanned(batchId: number): Promise<void> {
    await [...this.#jobs].find((job) => job.batch.id === batchId)?.ended.promise;
  }

  /**
   * The entries that scans left out of the batch by name; empty for a scan of an earlier process.
   */
  leftOut(batchId: number): readonly LeftOut[] {
    return this.#leftOut.get(batchId) ?? [];
  }

  /** Cancels the scans of these batches for good, so that they add no more rows. */
  async cancel(wanted: (batchId: number) => boolean): Promise<void> {
    const [first, ...others] = this.#jobs;
    const current = this.#working === undefined ? undefined : first;
    const waiting = current === undefined ? [...this.#jobs] : others;
    const meant = [...this.#jobs].filter((job) => wanted(job.batch.id));
    for (const job of meant) job.controller.abort(new Interruption('cancel'));
    // Scans that have not begun end at once, without waiting for scans of other batches.
    for (const job of meant) {
      if (!waiting.includes(job)) continue;
      for (const root of job.roots) await this.#finishRoot(job, root);
      this.#end(job);
    }
    if (current !== undefined && meant.includes(current)) await current.ended.promise;
  }

  /** Stops all scans; the next start resumes them. */
  async stop(): Promise<void> {
    this.#stopping.abort(new Interruption('stop'));
    for (const job of this.#jobs) job.controller.abort(new Interruption('stop'));
    await this.#working;
  }

  async #work(): Promise<void> {
    for (let [job] = this.#jobs; job !== undefined; [job] = this.#jobs) {
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
    this.#options.changed('rows');
  }

  async #scanRoot(job: ScanJob, root: SourcePath): Promise<void> {
    const { batch, controller } = job;
    try {
      const count = await this.#addRoot(job, root);
      this.#options.ports.log.write('info', { event: 'scan-finished', batchId: batch.id, count });
    } catch (thrown) {
      this.#stopping.signal.throwIfAborted();
      // A cancel can end the scan at any point.
      if (!controller.signal.aborted) throw thrown;
    }
    await this.#finishRoot(job, root);
  }

  /** @returns the number of rows found */
  async #addRoot(job: ScanJob, root: SourcePath): Promise<number> {
    const { ports, settings } = this.#options;
    const { batch, controller } = job;
    const { prefix } = batch.destination;
    let count = 0;
    let isFolder = false;
    try {
      controller.signal.throwIfAborted();
      const { signal } = controller;
      const onLeftOut = (leftOut: readonly LeftOut[]): void => {
        this.#leftOut.set(batch.id, joinLeftOut(this.leftOut(batch.id), leftOut));
      };
      for await (const entries of ports.files.scan(root, batch.scanOptions, signal, onLeftOut)) {
        const threshold = settings().multipartThreshold;
        const keys = await this.#keysBefore(job, entries);
        const rows = entries.map((entry, index) =>
          transferFromEntry(entry, prefix, threshold, keys[index]),
        );
        await this.#add(job, rows);
        count += rows.length;
        isFolder ||= entries.some(({ path }) => path !== root);
      }
      count += isFolder ? await this.#addGone(job, root) : 0;
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

  /**
   * Adds the files of the batch that this batch repeats, where they are no longer there. Files in a
   * folder that cannot be read, or that the scan now leaves out, may still be there.
   *
   * @returns the number of rows
   */
  async #addGone(job: ScanJob, root: SourcePath): Promise<number> {
    const { ports, conditions } = this.#options;
    const { batch, controller } = job;
    const { keysOf } = batch.scanOptions;
    let count = 0;
    let after: SearchCursor | undefined;
    if (keysOf === undefined) return count;
    do {
      const earlier = { batchId: keysOf, root, ...(after !== undefined && { after }) };
      const missing = await conditions.insist(
        () => ports.store.filesMissing(batch.id, earlier),
        controller.signal,
      );
      const rows: NewTransfer[] = [];
      for (const { path, relativePath, key } of missing.files) {
        controller.signal.throwIfAborted();
        if (await this.#isGone(path)) rows.push(transferOfGone(path, key, relativePath));
      }
      if (rows.length > 0) await this.#add(job, rows);
      count += rows.length;
      after = missing.after;
    } while (after !== undefined);
    return count;
  }

  async #isGone(path: SourcePath): Promise<boolean> {
    try {
      await (await this.#options.ports.files.open(path)).close();
      return false;
    } catch (thrown) {
      return toErrorRecord(thrown).code === 'source-missing';
    }
  }

  /** The keys of entries in the batch that this batch repeats. */
  async #keysBefore(
    { batch, controller }: ScanJob,
    entries: readonly ScanEntry[],
  ): Promise<readonly (string | undefined)[]> {
    const { ports, conditions } = this.#options;
    const { keysOf } = batch.scanOptions;
    if (keysOf === undefined) return [];
    const files = entries.map(({ path, relativePath }) => ({ path, relativePath }));
    return await conditions.insist(() => ports.store.keysOf(keysOf, files), controller.signal);
  }

  async #add({ batch, controller }: ScanJob, rows: readonly NewTransfer[]): Promise<void> {
    const { conditions, addRows, changed } = this.#options;
    await conditions.insist(() => addRows(batch.id, rows), controller.signal);
    changed('rows');
  }

  /** Also runs after a cancel; otherwise the next start would resume the cancelled scan. */
  async #finishRoot({ batch }: ScanJob, root: SourcePath): Promise<void> {
    const { ports, conditions } = this.#options;
    await conditions.insist(() => ports.store.finishRoot(batch.id, root), this.#stopping.signal);
  }
}

function lastName(path: SourcePath): string {
  return path.split(/[/\\]/).filter(Boolean).at(-1) ?? path;
}
