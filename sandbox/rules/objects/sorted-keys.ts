import { compareKeys } from './key-rules.ts';

/**
 * The names of one bucket in the order of OSS, so that a page is found without reading the rest.
 */
export class SortedKeys {
  readonly #keys: string[];

  /** @param keys in any order, without duplicates */
  constructor(keys: Iterable<string> = []) {
    this.#keys = [...keys].sort(compareKeys);
  }

  get size(): number {
    return this.#keys.length;
  }

  at(index: number): string | undefined {
    return this.#keys[index];
  }

  /** The index of the first key that is not before `key`. */
  lowerBound(key: string): number {
    return this.#search((candidate) => compareKeys(candidate, key) < 0);
  }

  /** The index of the first key after `key`. */
  upperBound(key: string): number {
    return this.#search((candidate) => compareKeys(candidate, key) <= 0);
  }

  /** The index of the first key at or after `from` that does not start with `prefix`. */
  endOfPrefix(prefix: string, from: number): number {
    return this.#search((candidate) => candidate.startsWith(prefix), from);
  }

  add(key: string): void {
    const index = this.lowerBound(key);
    if (this.#keys[index] !== key) this.#keys.splice(index, 0, key);
  }

  delete(key: string): void {
    const index = this.lowerBound(key);
    if (this.#keys[index] === key) this.#keys.splice(index, 1);
  }

  #search(isBefore: (key: string) => boolean, from = 0): number {
    let low = from;
    let high = this.#keys.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (isBefore(this.#keys[middle] ?? '')) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
