import type { TransferPageView, TransferLine } from '../../shared/ipc/views.ts';
import type { Client } from '../bridge.ts';
import { RowCache } from './row-cache.ts';

export type PageRequest = Parameters<Client['call']['transfers']['page']>[0];

/** Rows of one response. */
export const pageSize = 100;

/** A page of a section: a batch by its id, or the flat list, whose key is null. */
export interface NeededPage {
  readonly key: number | null;
  readonly page: number;
  readonly request: PageRequest;
}

export interface ListPagesOptions {
  readonly load: (request: PageRequest) => Promise<TransferPageView>;
  /** Receives the rows near the screen whenever they change. */
  readonly watch: (ids: readonly number[]) => Promise<void>;
  /** The latest revision of progress. */
  readonly revision: () => number;
  readonly onRows: (key: number | null, total: number) => void;
  readonly onFailure: (thrown: unknown) => void;
}

/** The pages around the screen. Pages that leave this area are dropped at once. */
export class ListPages {
  readonly #options: ListPagesOptions;
  readonly #cache = new RowCache();
  readonly #pages = new Map<string, readonly number[]>();
  readonly #asked = new Set<string>();
  /**
   * Pages to request again, because the pending response may be older than the reason for
   * reloading.
   */
  readonly #askedAgain = new Set<string>();
  #needed: ReadonlyMap<string, NeededPage> = new Map();
  #generation = 0;

  constructor(options: ListPagesOptions) {
    this.#options = options;
  }

  row(id: number): TransferLine | undefined {
    return this.#cache.get(id);
  }

  rowAt(key: number | null, offset: number): TransferLine | undefined {
    const id = this.idsOf(key, Math.floor(offset / pageSize))?.[offset % pageSize];
    return id === undefined ? undefined : this.#cache.get(id);
  }

  idsOf(key: number | null, page: number): readonly number[] | undefined {
    return this.#pages.get(nameOf(key, page));
  }

  /** The position of a row, if a loaded page contains it. */
  placeOf(id: number): { readonly key: number | null; readonly offset: number } | undefined {
    for (const [name, { key, page }] of this.#needed) {
      const index = this.#pages.get(name)?.indexOf(id) ?? -1;
      if (index >= 0) return { key, offset: page * pageSize + index };
    }
    return undefined;
  }

  /** Loads the missing pages of `needed`, and drops the other pages. */
  show(needed: ReadonlyMap<string, NeededPage>): void {
    this.#needed = needed;
    for (const name of this.#pages.keys()) if (!needed.has(name)) this.#pages.delete(name);
    for (const [name, page] of needed) {
      if (!this.#pages.has(name) && !this.#asked.has(name)) void this.#ask(name, page);
    }
  }

  /** Requests `needed` again; until the responses arrive, the old rows stay. */
  reload(needed: ReadonlyMap<string, NeededPage>): void {
    this.#needed = needed;
    for (const [name, page] of needed) {
      if (this.#asked.has(name)) this.#askedAgain.add(name);
      else void this.#ask(name, page);
    }
  }

  /** Drops all pages and pending responses after a change of filter or order. */
  clear(): void {
    this.#generation += 1;
    this.#pages.clear();
    this.#asked.clear();
    this.#askedAgain.clear();
    this.#cache.clear();
  }

  takeChanged(rows: readonly TransferLine[], revision: number): boolean {
    return this.#cache.takeChanged(rows, revision);
  }

  async #ask(name: string, { key, request }: NeededPage): Promise<void> {
    const generation = this.#generation;
    const revision = this.#options.revision();
    this.#asked.add(name);
    try {
      const { rows, total } = await this.#options.load(request);
      if (generation !== this.#generation) return;
      this.#answered(name);
      if (!this.#needed.has(name)) return;
      this.#cache.takePage(rows, revision);
      const ids = rows.map(({ id }) => id);
      this.#pages.set(name, ids);
      this.#forgetUnseen();
      this.#options.onRows(key, total);
    } catch (thrown) {
      if (generation !== this.#generation) return;
      this.#answered(name);
      this.#options.onFailure(thrown);
    }
  }

  #answered(name: string): void {
    this.#asked.delete(name);
    const page = this.#needed.get(name);
    if (this.#askedAgain.delete(name) && page !== undefined) void this.#ask(name, page);
  }

  #forgetUnseen(): void {
    const ids = new Set([...this.#pages.values()].flat());
    this.#cache.keep(ids);
    void this.#options.watch([...ids].slice(0, 1000)).catch(() => undefined);
  }
}

function nameOf(key: number | null, page: number): string {
  return `${key ?? 'flat'}:${page}`;
}
