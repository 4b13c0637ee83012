import type { SourceHandle } from '../../../main/engine/ports/source-files.ts';
import { TransferError } from '../../../shared/errors.ts';
import type { Crc64, SourceIdentity, SourcePath } from '../../../shared/transfer.ts';
import type { FolderTree } from '../files/folder-tree.ts';
import type { SimulatedFile } from '../files/simulated-file.ts';
import type { Content } from '../server/oss-model.ts';
import type { Witness } from '../witness.ts';
import { abortable, pause } from '../world/take-time.ts';
import type { World } from '../world/world.ts';

export interface HandleOptions {
  readonly world: World;
  readonly tree: FolderTree;
  readonly witness: Witness;
}

/** An open file. It continues to read the same file when its path changes. */
export class SimulatedHandle implements SourceHandle {
  readonly descriptor: number;
  readonly file: SimulatedFile;
  readonly path: SourcePath;
  readonly #options: HandleOptions;
  #open = true;

  constructor(options: HandleOptions, path: SourcePath, file: SimulatedFile, descriptor: number) {
    this.#options = options;
    this.path = path;
    this.file = file;
    this.descriptor = descriptor;
  }

  get isOpen(): boolean {
    return this.#open;
  }

  async identity(): Promise<SourceIdentity> {
    const { world, witness } = this.#options;
    await pause(world, `identity ${this.path}`, 1);
    this.#requireDisk();
    const { identity } = this.file;
    witness.looked(this.path, identity);
    return identity;
  }

  async crc64(start: number, end: number, signal: AbortSignal): Promise<Crc64> {
    const { world, witness } = this.#options;
    await abortable(world, signal, world.random.next() * 20);
    world.step(`crc64 ${this.path}`);
    const { crc64 } = this.read(start, end);
    witness.hashed(this.path);
    return String(crc64);
  }

  /**
   * Reads a range as it is now and sums it.
   * @throws TransferError `source-changed` on a short read, `source-unavailable`
   */
  read(start: number, end: number): Content {
    const { world } = this.#options;
    if (!this.#open) world.violate(0, `${this.path} is read after it was closed`);
    this.#requireDisk();
    this.#requireSectors(start, end);
    const crc64 = this.file.crc64(start, end);
    if (crc64 !== undefined) return { size: end - start, crc64 };
    throw new TransferError({ code: 'source-changed', detail: 'Short read.' });
  }

  async close(): Promise<void> {
    this.#open = false;
    await pause(this.#options.world, `close ${this.path}`, 1);
  }

  #requireSectors(start: number, end: number): void {
    const { badAt } = this.file;
    if (badAt === undefined || badAt < start || badAt >= end) return;
    this.#options.world.faults.count('bad-sector');
    throw new TransferError({ code: 'source-unavailable' });
  }

  #requireDisk(): void {
    const { world, tree } = this.#options;
    if (tree.gone === undefined) return;
    world.faults.count('disk-gone');
    throw new TransferError({ code: 'source-unavailable' });
  }
}
