import type { LineList } from '../../../../shared/ipc/picture.ts';
import type { PictureView } from '../../../../shared/ipc/picture-question.ts';
import type { SavedDestination } from '../../../../shared/preferences.ts';
import { withoutUndefined } from '../../../../shared/ipc/define.ts';
import type {
  PictureQueries,
  UploadList,
  UploadMark,
  UploadsQuery,
} from '../../../engine/ports/picture-queries.ts';
import type { SearchCursor } from '../../../engine/ports/row-selection.ts';
import {
  addInOrder,
  orderAnew,
  type UploadsInSight,
  type UploadsOrder,
  withoutGone,
} from './uploads-order.ts';

export type UploadsQuestion = Extract<PictureView, { kind: 'uploads' }>;

/** Uploads in one call of a search. */
const searchedAtOnce = 500;

const noUploads: UploadList = { ids: [], addedAt: [], unfinished: [] };

/**
 * The uploads of the list that the window looks at. As long as the user does not enter the list
 * anew, an upload keeps its place: new ones come in at the top, one that no longer fits the filter
 * stays, and one that begins to fit, or that a search finds, waits while its line would move others.
 */
export class KeptUploads {
  readonly #queries: PictureQueries;
  readonly #changed: () => void;
  #view: UploadsQuestion | undefined;
  #all = noUploads;
  #order: UploadsOrder = { ids: [], addedAt: new Map(), now: 0 };
  #fitting: ReadonlySet<number> = new Set();
  #listed: readonly number[] | undefined;
  #mark: UploadMark | undefined;
  #search: AbortController | undefined;
  /** Uploads with a file that the search found. */
  #found = new Set<number>();
  #held = 0;
  /** What the last picture showed; absent when the user has seen none since entering the list. */
  #sight: UploadsInSight | undefined;
  /** The newest upload when the user entered the list. */
  #newest = 0;
  /** Uploads that have had a line since then. */
  #known = new Set<number>();

  /** @param changed called when the search found more */
  constructor(queries: PictureQueries, changed: () => void) {
    this.#queries = queries;
    this.#changed = changed;
  }

  get order(): UploadsOrder {
    return this.#order;
  }

  /** Uploads of the list that fit: those that a selection of everything means. */
  get fitting(): readonly number[] {
    this.#listed ??= this.#order.ids.filter((id) => this.#fitting.has(id));
    return this.#listed;
  }

  /** Uploads that fit and have no line until the list is entered anew. */
  get held(): number {
    return this.#held;
  }

  get isSearching(): boolean {
    return this.#search !== undefined;
  }

  /** True for an upload that stays although it no longer fits. */
  hasLeft(id: number): boolean {
    return !this.#fitting.has(id);
  }

  /** Remembers the lines that a picture of this list shows. */
  see({ first, lines }: Pick<LineList, 'first' | 'lines'>): void {
    const ids = lines.flatMap((line) => (line.kind === 'upload' ? [line.batchId] : []));
    const [top] = ids;
    const last = ids.at(-1);
    this.#sight =
      top === undefined || last === undefined
        ? undefined
        : { first: top, last, isTop: first === 0 };
  }

  /** @param mark says whether uploads were added or removed since the last call */
  async readAgain(
    view: UploadsQuestion,
    saved: readonly SavedDestination[],
    mark: UploadMark,
    filterChanged: boolean,
  ): Promise<void> {
    const isNew = JSON.stringify(view) !== JSON.stringify(this.#view);
    const isStale = mark.uploads !== this.#mark?.uploads || mark.newest !== this.#mark.newest;
    if (!isNew && !isStale && !filterChanged) return;
    const isSameSearch = this.#view !== undefined && narrowing(view) === narrowing(this.#view);
    const query = queryOf(view, saved);
    const { search, ...rest } = query;
    const [all, named] = await Promise.all([
      this.#queries.uploadList(rest),
      search === undefined ? undefined : this.#queries.uploadList(query),
    ]);
    // What the search has found stays found: the user enters the list anew to see it.
    if (!isSameSearch) this.#found = new Set();
    this.#all = all;
    this.#fitting =
      named === undefined ? new Set(all.ids) : new Set([...named.ids, ...this.#found]);
    this.#mark = mark;
    if (isNew) {
      this.#view = view;
      this.#newest = mark.newest;
      this.#stopSearch();
      this.#orderAnew(view);
      if (search !== undefined) await this.#searchFiles(view, search);
    } else {
      this.#order = withoutGone(this.#order, await this.#existing(view));
      this.#add(view);
    }
  }

  stop(): void {
    this.#stopSearch();
    this.#view = undefined;
  }

  #stopSearch(): void {
    this.#search?.abort();
    this.#search = undefined;
  }

  #orderAnew({ entered }: UploadsQuestion): void {
    this.#order = orderAnew(this.#all, this.#fitting, entered);
    this.#held = 0;
    this.#sight = undefined;
    this.#known = new Set(this.#order.ids);
    this.#listed = undefined;
  }

  /** Gives a line to each upload that fits and has none, unless it would move lines in sight. */
  #add(view: UploadsQuestion): void {
    const { order, held } = addInOrder(this.#order, this.#all, this.#fitting, view.entered, {
      // Without a filter or a search, each upload that has no line yet is a new one.
      sight: view.result === undefined && view.search === undefined ? undefined : this.#sight,
      comesIn: (id) => id > this.#newest,
      comesBack: (id) => this.#known.has(id),
    });
    this.#order = order;
    this.#held = held;
    for (const id of order.ids) this.#known.add(id);
    this.#listed = undefined;
  }

  /** All uploads that exist: without a filter, those of the list itself. */
  async #existing(view: UploadsQuestion): Promise<ReadonlySet<number>> {
    const isNarrow = Object.keys(queryOf(view, [])).length > 0 || view.place !== undefined;
    return new Set(isNarrow ? (await this.#queries.uploadList({})).ids : this.#all.ids);
  }

  /**
   * Looks into the files of uploads whose names do not match, newest upload first. Resolves when the
   * first portion is searched: what it finds is in the first picture.
   */
  async #searchFiles(view: UploadsQuestion, search: string): Promise<void> {
    const controller = new AbortController();
    this.#search = controller;
    const first = Promise.withResolvers<void>();
    const ids = this.#all.ids.filter((id) => !this.#fitting.has(id));
    const take = (found: readonly number[]): void => {
      for (const id of found) this.#found.add(id);
      this.#fitting = new Set([...this.#fitting, ...found]);
      if (this.#sight === undefined) this.#orderAnew(view);
      else this.#add(view);
      first.resolve();
      this.#changed();
    };
    void this.#findUploads(ids, search, controller.signal, take).finally(() => {
      if (this.#search === controller) this.#search = undefined;
      first.resolve();
      this.#changed();
    });
    await first.promise;
  }

  /** @param take gets the uploads of each portion with a file that matches */
  async #findUploads(
    ids: readonly number[],
    search: string,
    signal: AbortSignal,
    take: (found: readonly number[]) => void,
  ): Promise<void> {
    let rest = ids;
    let after: SearchCursor | undefined;
    try {
      while (rest.length > 0) {
        const answer = await this.#queries.findUploads(
          rest.slice(0, searchedAtOnce),
          search,
          ...(after === undefined ? [] : [after]),
        );
        if (signal.aborted) return;
        rest = rest.slice(answer.searched);
        after = answer.after;
        take(answer.found);
      }
    } catch {
      // A closing queue rejects the search; the next question starts another one.
    }
  }
}

/** A view without the time at which the user entered it. */
function narrowing(view: UploadsQuestion): string {
  return JSON.stringify({ ...view, entered: 0 });
}

function queryOf(view: UploadsQuestion, saved: readonly SavedDestination[]): UploadsQuery {
  const { from, to, result } = view;
  const place = saved.find(({ id }) => id === view.place);
  const search = view.search === '' ? undefined : view.search;
  const destination =
    place === undefined
      ? undefined
      : { accountId: place.accountId, bucket: place.bucket, prefix: place.prefix };
  return withoutUndefined({ destination, from, to, result, search });
}
