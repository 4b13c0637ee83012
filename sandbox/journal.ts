import type { OperationName } from './rules/operation.ts';

/** One request as the server saw it. */
export interface JournalEntry {
  /** Milliseconds since 1970, by the sandbox's clock, when the request's headers had arrived. */
  readonly at: number;
  readonly method: string;
  /** Undefined for a request that OSS has no operation for. */
  readonly operation: OperationName | undefined;
  readonly bucket: string | undefined;
  readonly key: string | undefined;
  readonly uploadId: string | undefined;
  readonly partNumber: number | undefined;
  readonly requestId: string;
  /** The status sent; 0 while under way and when no answer was sent. */
  readonly status: number;
  /** Body bytes that reached the server. */
  readonly bytesReceived: number;
  /** Whether the operation took effect, answered or not. */
  readonly applied: boolean;
  /** The kinds of the faults that met this request, in order. */
  readonly faults: readonly string[];
  readonly isFinished: boolean;
}

/** Fields an entry must have to be counted. */
export type JournalFilter = Partial<
  Pick<
    JournalEntry,
    'method' | 'operation' | 'bucket' | 'key' | 'uploadId' | 'partNumber' | 'status' | 'applied'
  >
>;

/** The requests seen, oldest first. */
export interface RequestJournal {
  readonly entries: readonly JournalEntry[];
  /** How many entries have all the given values. */
  count(filter: JournalFilter): number;
  find(filter: JournalFilter): JournalEntry[];
  /**
   * Resolves as soon as the entries meet the condition, which is checked now and whenever a request
   * arrives, receives bytes, takes effect or ends. Never rejects.
   */
  until(condition: (entries: readonly JournalEntry[]) => boolean): Promise<void>;
  /** Resolves as soon as no request is under way. */
  idle(): Promise<void>;
  clear(): void;
}

/** An entry that the server goes on writing. */
export type OpenEntry = { -readonly [Field in keyof JournalEntry]: JournalEntry[Field] };

/** The journal with the server's side: entries are added when a request arrives, then filled in. */
export class RequestLog implements RequestJournal {
  readonly #entries: OpenEntry[] = [];
  readonly #capacity: number;
  readonly #waiting = new Set<() => void>();

  /** @param capacity above it the oldest entries are forgotten */
  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  get entries(): readonly JournalEntry[] {
    return this.#entries;
  }

  add(entry: OpenEntry): OpenEntry {
    this.#entries.push(entry);
    // Forgetting in bulk: shifting a long array for every request would cost more than serving it.
    if (this.#entries.length > this.#capacity * 1.25) {
      this.#entries.splice(0, this.#entries.length - this.#capacity);
    }
    this.changed();
    return entry;
  }

  /** The server has written something into an entry. */
  changed(): void {
    for (const check of this.#waiting) check();
  }

  until(condition: (entries: readonly JournalEntry[]) => boolean): Promise<void> {
    return new Promise((resolve) => {
      const check = (): void => {
        if (!condition(this.#entries)) return;
        this.#waiting.delete(check);
        resolve();
      };
      this.#waiting.add(check);
      check();
    });
  }

  idle(): Promise<void> {
    return this.until((entries) => entries.every(({ isFinished }) => isFinished));
  }

  count(filter: JournalFilter): number {
    return this.find(filter).length;
  }

  find(filter: JournalFilter): JournalEntry[] {
    const wanted = Object.entries(filter) as [keyof JournalFilter, unknown][];
    return this.#entries.filter((entry) => wanted.every(([name, value]) => entry[name] === value));
  }

  clear(): void {
    this.#entries.length = 0;
  }
}
