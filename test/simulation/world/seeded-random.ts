/**
 * Chance from a seed: the same seed gives the same numbers on every machine.
 * The generator is sfc32 (PractRand, Chris Doty-Humphrey, public domain).
 */
export class SeededRandom {
  #a: number;
  #b: number;
  #c: number;
  #counter = 1;

  /** @param stream distinguishes the streams of one seed, so that one may use more without moving another */
  constructor(seed: number, stream: string) {
    this.#a = mix(seed);
    this.#b = mix(seed ^ 0x9e3779b9);
    this.#c = hashText(stream);
    for (let round = 0; round < 12; round += 1) this.#draw();
  }

  /** A number in [0, 1). */
  next(): number {
    return this.#draw() / 4294967296;
  }

  /** A whole number in [from, to]. */
  int(from: number, to: number): number {
    return from + Math.floor(this.next() * (to - from + 1));
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  pick<T>(items: readonly [T, ...T[]]): T {
    return items[Math.floor(this.next() * items.length)] ?? items[0];
  }

  /** Like `pick`, for a list that may be empty. */
  pickAny<T>(items: readonly T[]): T | undefined {
    return items[Math.floor(this.next() * items.length)];
  }

  #draw(): number {
    const sum = (this.#a + this.#b + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = ((this.#c << 21) | (this.#c >>> 11)) + sum;
    return sum >>> 0;
  }
}

/** 32 well-mixed bits of a whole number (the finalizer of MurmurHash3). */
export function mix(value: number): number {
  let bits = value | 0;
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return (bits ^ (bits >>> 16)) | 0;
}

/** 32 bits of a text (FNV-1a over its UTF-16 units). */
export function hashText(text: string, start = 0x811c9dc5): number {
  let bits = start | 0;
  for (let index = 0; index < text.length; index += 1) {
    bits = Math.imul(bits ^ text.charCodeAt(index), 0x01000193);
  }
  return bits;
}
