import type { PictureView } from '../../../../shared/ipc/picture-question.ts';
import type { SavedDestination } from '../../../../shared/preferences.ts';
import { withoutUndefined } from '../../../../shared/without-undefined.ts';
import type {
  PictureQueries,
  SearchCursor,
  UploadList,
  UploadMark,
  UploadsQuery,
} from '../../../engine/ports/picture-queries.ts';
import type { UploadsOrder } from './uploads-order.ts';

export type UploadsQuestion = Extract<PictureView, { kind: 'uploads' }>;

/** Uploads in one call of a search. */
const searchedAtOnce = 500;

/**
 * The uploads of the list that the window looks at. As long as the user does not enter the list
 * anew, an upload keeps its place: new ones come in at the top, and one that no longer fits the
 * filter stays.
 */
export class KeptUploads {
  readonly #queries: PictureQueries;
  readonly #changed: () => void;
  #view: UploadsQuestion | undefined;
  #order: UploadsOrder = { ids: [], addedAt: new Map(), now: 0 };
  #fitting: ReadonlySet<number> = new Set();
  #listed: readonly number[] | undefined;
  #mark: UploadMark | undefined;
  #search: AbortController | undefined;
  /** Uploads with a file that the search found. */
  #found = new Set<number>();

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

  get isSearching(): boolean {
    return this.#search !== undefined;
  }

  /** True for an upload that stays although it no longer fits. */
  hasLeft(id: number): boolean {
    return !this.#fitting.has(id);
  }

  /** @param mark says whether uploads were added or removed since the last call */
  async refresh(
    view: UploadsQuestion,
    saved: readonly SavedDestination[],
    mark: UploadMark,
    filterChanged: boolean,
  ): Promise<void> {
    const isNew = JSON.stringify(view) !== JSON.stringify(this.#view);
    const isStale = mark.uploads !== this.#mark?.uploads || mark.newest !== this.#mark.newest;
    if (!isNew && !isStale && !filterChanged) return;
    const query = queryOf(view, saved);
    const { search, ...rest } = query;
    const [all, named] = await Promise.all([
      this.#queries.uploadList(rest),
      search === undefined ? undefined : this.#queries.uploadList(query),
    ]);
    if (isNew) this.#found = new Set();
    const fits = named === undefined ? undefined : new Set([...named.ids, ...this.#found]);
    this.#fitting = fits ?? new Set(all.ids);
    this.#order = isNew
      ? orderAnew(all, this.#fitting, view.entered)
      : keepOrder(
          ...([this.#order, all, this.#fitting] as const),
          ...([await this.#existing(view, all), view.entered] as const),
        );
    this.#listed = undefined;
    this.#view = view;
    this.#mark = mark;
    if (!isNew || search === undefined) {
      if (isNew) this.#stopSearch();
      return;
    }
    this.#stopSearch();
    const unknown = all.ids.filter((id) => !this.#fitting.has(id));
    void this.#searchFiles(unknown, search, all, view.entered);
  }

  stop(): void {
    this.#stopSearch();
    this.#view = undefined;
  }

  #stopSearch(): void {
    this.#search?.abort();
    this.#search = undefined;
  }

  /** All uploads that exist: without a filter, those of the list itself. */
  async #existing(view: UploadsQuestion, all: UploadList): Promise<ReadonlySet<number>> {
    const isNarrow = Object.keys(queryOf(view, [])).length > 0 || view.place !== undefined;
    return new Set(isNarrow ? (await this.#queries.uploadList({})).ids : all.ids);
  }

  /** Looks into the files of uploads whose names do not match, newest upload first. */
  async #searchFiles(
    ids: readonly number[],
    search: string,
    all: UploadList,
    entered: number,
  ): Promise<void> {
    const controller = new AbortController();
    this.#search = controller;
    let rest = ids;
    let after: SearchCursor | undefined;
    try {
      while (rest.length > 0) {
        const answer = await this.#queries.findUploads(
          rest.slice(0, searchedAtOnce),
          search,
          ...(after === undefined ? [] : [after]),
        );
        if (controller.signal.aborted) return;
        rest = rest.slice(answer.searched);
        after = answer.after;
        for (const id of answer.found) this.#found.add(id);
        this.#fitting = new Set([...this.#fitting, ...answer.found]);
        this.#listed = undefined;
        if (answer.found.length > 0) this.#order = orderAnew(all, this.#fitting, entered);
        this.#changed();
      }
    } catch {
      // A closing queue rejects the search; the next question starts another one.
    }
    if (this.#search === controller) this.#search = undefined;
    this.#changed();
  }
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

function orderAnew(
  { ids, addedAt, unfinished }: UploadList,
  fitting: ReadonlySet<number>,
  entered: number,
): UploadsOrder {
  const times = new Map(ids.map((id, index) => [id, addedAt[index] ?? 0]));
  const alive = new Set(unfinished);
  const shown = ids.filter((id) => fitting.has(id));
  const now = shown.filter((id) => alive.has(id) || (times.get(id) ?? 0) >= entered);
  const isNow = new Set(now);
  return {
    ids: [...now, ...shown.filter((id) => !isNow.has(id))],
    addedAt: times,
    now: now.length,
  };
}

/** Drops removed uploads, and puts new and returned ones where their time belongs. */
function keepOrder(
  before: UploadsOrder,
  { ids, addedAt, unfinished }: UploadList,
  fitting: ReadonlySet<number>,
  existing: ReadonlySet<number>,
  entered: number,
): UploadsOrder {
  const known = new Set(before.ids);
  const alive = new Set(unfinished);
  const now = before.ids.slice(0, before.now).filter((id) => existing.has(id));
  const others = before.ids.slice(before.now).filter((id) => existing.has(id));
  const times = new Map([...before.addedAt, ...ids.map((id, n) => [id, addedAt[n] ?? 0] as const)]);
  const timeOf = (id: number): number => times.get(id) ?? 0;
  for (const id of ids.toReversed()) {
    if (!fitting.has(id) || known.has(id)) continue;
    const list = alive.has(id) || timeOf(id) >= entered ? now : others;
    const next = list.findIndex((other) => timeOf(other) <= timeOf(id));
    list.splice(next === -1 ? list.length : next, 0, id);
  }
  return { ids: [...now, ...others], addedAt: times, now: now.length };
}
