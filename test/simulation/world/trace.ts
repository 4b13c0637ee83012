import { hashText } from './seeded-random.ts';

/** Everything that happened, in order: as one number always, as text for a reader. */
export class Trace {
  readonly #lines: string[] | undefined;
  #hash = 0x811c9dc5;
  #length = 0;

  constructor(recording: boolean) {
    this.#lines = recording ? [] : undefined;
  }

  /** Equal for equal histories. */
  get hash(): number {
    return this.#hash >>> 0;
  }

  get length(): number {
    return this.#length;
  }

  get lines(): readonly string[] {
    return this.#lines ?? [];
  }

  note(at: number, what: string): void {
    this.#length += 1;
    this.#hash = hashText(what, this.#hash ^ Math.round(at));
    this.#lines?.push(`${(at / 1000).toFixed(3).padStart(10)}  ${what}`);
  }
}
