import { isAccountCondition } from '../../../shared/condition.ts';
import { assertNever } from '../../../shared/assert-never.ts';
import type { LineList, Picture, PictureLine, UploadLine } from '../../../shared/ipc/picture.ts';
import type { LineKey, Question } from '../../../shared/ipc/picture-question.ts';
import type { SavedDestination } from '../../../shared/preferences.ts';
import type { ProgressUpdate } from '../../engine/api.ts';
import type { PictureQueries } from '../../engine/ports/picture-queries.ts';
import type { TransferQueries } from '../../engine/ports/transfer-queries.ts';
import type { TransferSelection } from '../../engine/ports/row-selection.ts';
import { FileSearch } from './lines/file-search.ts';
import { KeptUploads, type UploadsQuestion } from './lines/kept-uploads.ts';
import { MovingSlots } from './lines/moving-files.ts';
import {
  filterCounts,
  KeptFiles,
  openedLines,
  type UploadQuestion,
} from './lines/opened-upload.ts';
import { isAccountCause, isUploadCause, QueueNow } from './lines/queue-now.ts';
import { RecentEnds } from './lines/recent-ends.ts';
import { commandSelection, selectedUploads, summarizeSelection } from './commands/selection.ts';
import {
  attentionEntries,
  attentionKey,
  type LineContext,
  lineWithCause,
  uploadLine,
} from './lines/upload-line.ts';
import { heightsOf, lineOfUpload, linesBetween, sectionsOf } from './lines/uploads-order.ts';

export interface PictureMakerOptions {
  readonly queries: PictureQueries & Pick<TransferQueries, 'transfers'>;
  readonly saved: () => readonly SavedDestination[];
  readonly now: () => number;
  readonly monotonic: () => number;
  /** Commands at work. */
  readonly working: () => Picture['working'];
  /** Uploads whose conflict answer is held for an undo: they do not ask. */
  readonly answered: () => ReadonlySet<number>;
  /** Called when a search found more. */
  readonly changed: () => void;
}

/** A picture without its revision, and when it changes by itself (monotonic milliseconds). */
interface MadePicture {
  readonly picture: Omit<Picture, 'revision'>;
  readonly nextAt?: number;
}

/** The lines of a picture, and when they change by themselves (monotonic milliseconds). */
type Viewed = Pick<Picture, 'list' | 'upload'> & { readonly nextAt?: number };

/** An update of the engine and when it came, monotonic milliseconds. */
interface HeldUpdate {
  readonly update: ProgressUpdate;
  readonly at: number;
}

const mostRunning = 3;
const mostRecent = 5;

/** Makes pictures from the store and the last update of the engine. */
export class PictureMaker {
  readonly #options: PictureMakerOptions;
  readonly #queue: QueueNow;
  readonly #uploads: KeptUploads;
  readonly #search: FileSearch;
  readonly #kept = new KeptFiles();
  readonly #ends = new RecentEnds();
  #slots = new MovingSlots(0);
  #update: ProgressUpdate | undefined;
  /** Updates that came while a picture is made, oldest first; absent when none is made. */
  #held: HeldUpdate[] | undefined;
  #isChanged = true;

  constructor(options: PictureMakerOptions) {
    this.#options = options;
    this.#queue = new QueueNow(options.queries, options.answered);
    this.#uploads = new KeptUploads(options.queries, options.changed);
    this.#search = new FileSearch(options.queries, options.changed);
  }

  /** An update that comes while a picture is made is part of the next one: its lines and its totals agree. */
  take(update: ProgressUpdate): void {
    const at = this.#options.monotonic();
    if (this.#held === undefined) this.#apply(update, at);
    else this.#held.push({ update, at });
  }

  #apply(update: ProgressUpdate, at: number): void {
    this.#update = update;
    this.#queue.take(update);
    this.#slots.take(update, at);
    if (update.changed.length > 0 || update.manyRows) this.#isChanged = true;
  }

  stop(): void {
    this.#uploads.stop();
    this.#search.stop();
  }

  /** Makes one picture at a time. */
  async make(question: Question): Promise<MadePicture> {
    const held: HeldUpdate[] = [];
    this.#held = held;
    try {
      return await this.#makeOf(question);
    } finally {
      this.#held = undefined;
      for (const { update, at } of held) this.#apply(update, at);
    }
  }

  async #makeOf(question: Question): Promise<MadePicture> {
    const { saved, monotonic } = this.#options;
    const update = this.#update;
    if (update === undefined) throw new Error('A picture needs an update of the engine');
    const { list, upload, nextAt, selected } = await this.#readAll(question);
    this.#ends.take(new Set(this.#queue.unfinished.keys()), this.#queue.mark.newest, monotonic());
    if (upload === undefined) this.#kept.forget();
    else this.#kept.see(list);
    if (question.view.kind === 'uploads') this.#uploads.see(list);
    const blocked = update.conditions.filter(isAccountCondition);
    const picture: Omit<Picture, 'revision'> = {
      seq: question.seq,
      engine: update.engine,
      speed: this.#queue.speed(),
      ...this.#queue.secondsLeft(),
      now: this.#queue.numbers(),
      allPaused: this.#queue.allPaused(),
      uploads: this.#queue.mark.uploads,
      attention: attentionEntries(this.#queue.causes).length,
      places: this.#queue.places(saved()),
      blocked: blocked.map(({ accountId, kind, error }) => ({ accountId, why: kind, error })),
      scanning: update.scanning,
      ...(update.connections !== undefined && { connections: update.connections }),
      diskFull: update.conditions.some(({ kind }) => kind === 'disk-full'),
      working: this.#options.working(),
      arrived: await this.#arrived(),
      list,
      ...(upload !== undefined && { upload }),
      selected,
    };
    const times = [nextAt, this.#ends.nextAt].filter((time) => time !== undefined);
    return { picture, ...(times.length > 0 && { nextAt: Math.min(...times) }) };
  }

  /**
   * Reads what changed, the lines and the selection. For the files of an opened upload, all calls
   * begin in this turn of the event loop: the store answers them from one transaction, and a store
   * that is busy keeps the picture back only once.
   */
  async #readAll(question: Question): Promise<Viewed & Pick<Picture, 'selected'>> {
    const queueRead = this.#queue.readAgain();
    const { view } = question;
    if (view.kind !== 'upload') {
      await queueRead;
      const viewed = await this.#view(question);
      return { ...viewed, selected: await this.summary(question) };
    }
    const isTree = (view.search ?? '') === '';
    const [viewed, selected] = await Promise.all([
      this.#opened(question, view, queueRead),
      isTree ? this.summary(question) : undefined,
    ]);
    return { ...viewed, selected: selected ?? (await this.summary(question)) };
  }

  /** What the selection of a question covers now. */
  async summary(question: Question): Promise<Picture['selected']> {
    const { found } = this.#search;
    const listed = question.view.kind === 'upload' ? [] : await this.#listed(question);
    const { uploads } = this.#queue.mark;
    return await summarizeSelection(question, this.#options.queries, listed, found, uploads);
  }

  async selection(question: Question): Promise<TransferSelection> {
    return commandSelection(question, await this.#listed(question), this.#search.found);
  }

  async keysBetween(question: Question, first: number, last: number): Promise<readonly LineKey[]> {
    const { list } = await this.#view({ ...question, first, last });
    return list.lines.flatMap((line) => (line.kind === 'heading' ? [] : [line.key]));
  }

  async #view(question: Question): Promise<Viewed> {
    const { view } = question;
    switch (view.kind) {
      case 'uploads':
        return { list: await this.#uploadList(question, view) };
      case 'attention':
        return { list: await this.#attentionList(question) };
      case 'upload':
        return await this.#opened(question, view, undefined);
      case 'tray':
        return { list: await this.#trayList() };
      default:
        return assertNever(view, 'view of a picture');
    }
  }

  /** All uploads that a selection of everything means. */
  async #listed({ view }: Question): Promise<readonly number[]> {
    switch (view.kind) {
      case 'uploads':
        await this.#refreshUploads(view);
        return this.#uploads.fitting;
      case 'attention': {
        const keys = attentionEntries(this.#queue.causes).flatMap((entry) =>
          entry.kind === 'upload' ? [entry.batchId] : [],
        );
        return selectedUploads({ keys }, []);
      }
      default:
        return [];
    }
  }

  async #refreshUploads(view: UploadsQuestion): Promise<void> {
    const changed = this.#isChanged && view.result !== undefined;
    this.#isChanged = false;
    await this.#uploads.readAgain(view, this.#options.saved(), this.#queue.mark, changed);
  }

  async #uploadList(question: Question, view: UploadsQuestion): Promise<LineList> {
    await this.#refreshUploads(view);
    const { order } = this.#uploads;
    const sections = sectionsOf(order, this.#options.now());
    const lines = linesBetween(order, sections, question.first, question.last);
    const ids = lines.filter((line) => typeof line === 'number');
    const facts = await this.#queue.facts(ids);
    const isNow = new Set(order.ids.slice(0, order.now));
    const context = this.#context();
    const shown = lines.flatMap((line): readonly PictureLine[] => {
      if (typeof line !== 'number') return [line];
      const found = facts.get(line);
      if (found === undefined) return [];
      const left = this.#uploads.hasLeft(line);
      return [uploadLine(found, context, { isNow: isNow.has(line), left })];
    });
    const troubled = new Set(
      this.#queue.causes
        .filter(({ cause }) => isUploadCause(cause) || isAccountCause(cause))
        .map(({ batchId }) => batchId),
    );
    const { anchor } = question;
    const anchorLine =
      typeof anchor === 'number' ? lineOfUpload(order, sections, anchor) : undefined;
    return {
      total: order.ids.length + sections.length,
      runs: heightsOf(order, sections, (id) => troubled.has(id)),
      first: question.first,
      lines: shown,
      ...(anchorLine !== undefined && { anchorLine }),
      matching: this.#uploads.fitting.length,
      ...(this.#uploads.held > 0 && { held: this.#uploads.held }),
      searching: this.#uploads.isSearching,
    };
  }

  async #attentionList({ first, last, anchor }: Question): Promise<LineList> {
    const entries = attentionEntries(this.#queue.causes);
    const seen = new Set<number>();
    const keys = entries.map((entry) => {
      if (entry.kind === 'account') return entry.line.key;
      const isFirst = !seen.has(entry.batchId);
      seen.add(entry.batchId);
      return attentionKey(entry, isFirst);
    });
    const inRange = entries.slice(first, last + 1);
    const ids = inRange.flatMap((entry) => (entry.kind === 'upload' ? [entry.batchId] : []));
    const facts = await this.#queue.facts([...new Set(ids)]);
    const context = this.#context();
    const lines = inRange.flatMap((entry, index): readonly PictureLine[] => {
      if (entry.kind === 'account') return [entry.line];
      const found = facts.get(entry.batchId);
      if (found === undefined) return [];
      const line = uploadLine(found, context, { isNow: true });
      return [lineWithCause(line, found, entry.cause, keys[first + index] ?? line.key)];
    });
    const anchorLine = anchor === undefined ? -1 : keys.indexOf(anchor);
    return {
      total: entries.length,
      runs: entries.length === 0 ? [] : [['said', entries.length]],
      first,
      lines,
      ...(anchorLine !== -1 && { anchorLine }),
      matching: entries.length,
      searching: false,
    };
  }

  /** @param queueRead resolves when the numbers of the queue are read */
  async #opened(
    question: Question,
    view: UploadQuestion,
    queueRead: Promise<void> | undefined,
  ): Promise<Viewed> {
    const { queries, monotonic } = this.#options;
    if (this.#slots.batchId !== view.batchId) this.#slots = new MovingSlots(view.batchId);
    const { moving } = this.#queue;
    const [facts, list] = await Promise.all([
      this.#queue.factsNow(view.batchId),
      openedLines(view, question, {
        queries,
        search: this.#search,
        moving: (id) => moving.row(id),
        kept: this.#kept.partFor(view),
      }),
      queueRead,
    ]);
    if (facts === undefined) return { list: emptyList(question.first) };
    const line = uploadLine(facts, this.#context(), { isNow: true });
    const rows = moving.ofBatch(view.batchId);
    const counts = filterCounts(facts.counters);
    const all = line.scanning ? Infinity : line.total;
    const filesPerSecond = this.#queue.filesPerSecondOf(view.batchId);
    const whole = { all, moving: counts.moving, speed: line.speed, filesPerSecond };
    const { nextAt, ...slots } = this.#slots.show(rows, whole, monotonic());
    return {
      list,
      upload: { line, counts, ...slots },
      ...(nextAt !== undefined && { nextAt }),
    };
  }

  async #trayList(): Promise<LineList> {
    const context = this.#context();
    const running = [...this.#queue.unfinished.keys()].toReversed();
    const known = await this.#queue.facts(running.slice(0, 20));
    const lines = [...known.values()].map((facts) => uploadLine(facts, context, { isNow: true }));
    const needsPerson = ({ state }: UploadLine): boolean =>
      state === 'attention' || state === 'question';
    const shown = [
      ...lines.filter((line) => !needsPerson(line)),
      ...lines.filter(needsPerson),
    ].slice(0, mostRunning);
    const all = await this.#options.queries.uploadList({});
    const alive = new Set(running);
    const ended = all.ids.filter((id) => !alive.has(id)).slice(0, mostRecent * 4);
    const recent = [...(await this.#queue.facts(ended)).values()]
      .map((facts) => uploadLine(facts, context))
      .sort((one, other) => (other.endedAt ?? 0) - (one.endedAt ?? 0))
      .slice(0, mostRecent);
    const both = [...shown, ...recent];
    return { ...emptyList(0), total: both.length, matching: both.length, lines: both };
  }

  async #arrived(): Promise<readonly UploadLine[]> {
    const facts = await this.#queue.facts(this.#ends.ids);
    const context = this.#context();
    return [...facts.values()]
      .map((found) => uploadLine(found, context))
      .filter(({ state, files }) => state === 'done' || (state === 'attention' && files.done > 0));
  }

  #context(): LineContext {
    const update = this.#update;
    return {
      engine: update?.engine ?? { name: 'stopped' },
      conditions: update?.conditions ?? [],
      saved: this.#options.saved(),
      next: this.#queue.nextInLine(),
      moving: (batchId) => this.#queue.moving.ofBatch(batchId),
      speed: (batchId) => this.#queue.speedOf(batchId),
    };
  }
}

function emptyList(first: number): LineList {
  return { total: 0, first, lines: [], matching: 0, searching: false };
}
