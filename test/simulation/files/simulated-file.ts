import type { SourceIdentity } from '../../../shared/transfer.ts';
import { FileContent } from './file-content.ts';

/** Content a file once had. Nothing else is ever uploaded from it. */
export interface Snapshot {
  readonly size: number;
  /** Calculated on request. */
  readonly crc64: bigint;
  readonly inode: string;
  readonly modified: string;
  /** Moment, by any clock that the caller counts in, from which on it was so. */
  readonly since: number;
}

/** Milliseconds of a clock that dates files, and of one that never jumps. */
export interface Clocks {
  readonly wall: number;
  readonly monotonic: number;
}

/** A regular file: what it holds now, and everything it ever held. */
export class SimulatedFile {
  readonly inode: string;
  /** A byte that the disk cannot read any more. */
  badAt: number | undefined;
  #content: FileContent;
  #modified: number;
  #changed: number;
  readonly #snapshots: Snapshot[] = [];

  readonly #clocks: Clocks;

  constructor(inode: number, seed: number, size: number, clocks: Clocks) {
    this.#clocks = clocks;
    this.inode = inode.toString();
    this.#content = new FileContent(seed, size);
    this.#modified = clocks.wall;
    this.#changed = clocks.wall;
    this.#remember();
  }

  get content(): FileContent {
    return this.#content;
  }

  get size(): number {
    return this.#content.size;
  }

  /** Everything the file ever held, the latest last. */
  get snapshots(): readonly Snapshot[] {
    return this.#snapshots;
  }

  get identity(): SourceIdentity {
    return {
      device: '1',
      inode: this.inode,
      size: this.#content.size,
      modified: `${Math.floor(this.#modified)}000000`,
      changed: `${Math.floor(this.#changed)}000000`,
    };
  }

  /** CRC-64 of the bytes [start, end) as they are now; `undefined` when the file ends before. */
  crc64(start: number, end: number): bigint | undefined {
    return end > this.size ? undefined : this.#content.crc64(start, end);
  }

  /** A program writes into the file, in place. */
  edit(seed: number): void {
    this.#replace(this.#content.edited(seed));
  }

  /** As `edit`, by a program that sets the modification time back afterwards. */
  editUnseen(seed: number): void {
    const modified = this.#modified;
    this.edit(seed);
    this.#modified = modified;
    this.#snapshots.pop();
    this.#remember();
  }

  resize(size: number): void {
    this.#replace(this.#content.resized(size));
  }

  /** Renamed, unlinked, given other rights: only the change time moves. */
  touch(): void {
    this.#changed = Math.max(this.#clocks.wall, this.#changed + 1);
  }

  #replace(content: FileContent): void {
    this.#content = content;
    this.#modified = Math.max(this.#clocks.wall, this.#modified + 1);
    this.touch();
    this.#remember();
  }

  #remember(): void {
    const content = this.#content;
    const { size, inode, modified } = this.identity;
    this.#snapshots.push({
      ...{ size, inode, modified },
      since: this.#clocks.monotonic,
      get crc64() {
        return content.crc64(0, size);
      },
    });
  }
}
