import { granuleSize, rangeCrc64 } from '../world/crc-algebra.ts';
import { mix } from '../world/seeded-random.ts';

/** The bytes of a file, known by their CRC-64 only. Never changed: an edit makes another content. */
export class FileContent {
  readonly size: number;
  readonly #seed: number;
  /** Granules that hold something else than the seed gives them. */
  readonly #edits: ReadonlyMap<number, number>;
  readonly #sums = new Map<string, bigint>();

  constructor(seed: number, size: number, edits: ReadonlyMap<number, number> = new Map()) {
    this.#seed = seed;
    this.size = size;
    this.#edits = edits;
  }

  /** CRC-64 of the bytes [start, end); `start` stands at the beginning of a granule. */
  crc64(start: number, end: number): bigint {
    const range = `${start}-${end}`;
    let sum = this.#sums.get(range);
    if (sum === undefined) {
      sum = rangeCrc64((index) => this.#granule(index), start, end);
      this.#sums.set(range, sum);
    }
    return sum;
  }

  /** Two granules hold something else. */
  edited(seed: number): FileContent {
    const count = Math.max(1, Math.ceil(this.size / granuleSize));
    const edits = new Map(this.#edits);
    for (const place of [mix(seed), mix(seed ^ 0x51ed)])
      edits.set((place >>> 0) % count, mix(place));
    return new FileContent(this.#seed, this.size, edits);
  }

  resized(size: number): FileContent {
    return new FileContent(this.#seed, size, this.#edits);
  }

  #granule(index: number): number {
    return this.#edits.get(index) ?? mix(this.#seed ^ mix(index + 1));
  }
}
