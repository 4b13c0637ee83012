import type { OperationName } from './rules/operation.ts';

/** One request from the view of the server. */
export interface JournalEntry {
  /** Milliseconds since 1970, by the sandbox's clock, at the arrival of the request headers. */
  readonly at: number;
  readonly method: string;
  /** Undefined for a request that matches no operation of OSS. */
  readonly operation: OperationName | undefined;
  readonly bucket: string | undefined;
  readonly key: string | undefined;
  readonly uploadId: string | undefined;
  readonly partNumber: number | undefined;
  readonly requestId: string;
  /** The status that was sent; 0 while in progress and when no response was sent. */
  readonly status: number;
  /** Body bytes that reached the server. */
  readonly bytesReceived: number;
  /** True when the operation took effect, with or without a response. */
  readonly applied: boolean;
  /** The kinds of the faults that affected this request, in order. */
  readonly faults: readonly string[];
  readonly isFinished: boolean;
}

/** An entry is counted when it has all these field values. */
export type JournalFilter = Partial<
  Pick<
    JournalEntry,
    'method' | 'operation' | 'bucket' | 'key' | 'uploadId' | 'partNumber' | 'status' | 'applied'
  >
>;

/** The received requests, oldest first. */
export interface RequestJournal {
  readonly entries: readonly JournalEntry[];
  /** The number of entries with all the given values. */
  count(filter: JournalFilter): number;
  find(filter: JournalFilter): JournalEntry[];
  /**
   * Resolves as soon as the entries meet the condition. The condition is checked now and whenever
   * a request arrives, receives bytes, takes effect or ends. Never rejects.
   */
  until(condition: (entries: readonly JournalEntry[]) => boolean): Promise<void>;
  /** Resolves as soon as no request is in progress. */
  idle(): Promise<void>;
  clear(): void;
}

/** An entry that the server still changes. */
export type OpenEntry = { -readonly [Field in keyof JournalEntry]: JournalEntry[Field] };

/**
 * The journal from the server's side: it adds an entry when a request arrives and completes it
 * later.
 */
export class RequestLog implements RequestJournal {
  readonly #entries: OpenEntry[] = [];
  readonly #capacity: number;
  readonly #waiting = new Set<() => void>();

  /** @param capacity above it the oldest entries are removed */
  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  get entries(): readonly JournalEntry[] {
    return this.#entries;
  }

  add(entry: OpenEntry): OpenEntry {
    this.#entries.push(entry);
    // Entries are removed in bulk: shifting a long array for every request costs more than serving
    // it.
    if (this.#entries.length > this.#capacity * 1.25) {
      this.#entries.splice(0, this.#entries.length - this.#capacity);
    }
    this.changed();
    return entry;
  }

  /** The server calls this after it changed an entry. */
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
