import { defineStore } from 'pinia';
import { computed, ref, shallowRef, watch } from 'vue';
import { type ErrorCode, toErrorRecord } from '../../../shared/errors.ts';
import type { Picture, PictureLine, UploadLine } from '../../../shared/ipc/picture.ts';
import {
  type LineKey,
  mostLinesAsked,
  type PictureSelection,
  type PictureView,
} from '../../../shared/ipc/picture-question.ts';
import { useClient } from '../../bridge.ts';
import { keepLines } from '../../model/list/keep-lines.ts';
import { pictureHeights } from '../../model/list/picture-heights.ts';

/** Lines that are asked for above and below those on the screen. */
const linesAround = 160;
/** Lines that are asked for in the direction in which the user scrolls. */
const linesAhead = 300;
/** The page asks again when it has fewer lines than this in that direction. */
const fewestAhead = 150;
/** Seconds of speed that the curve in the sidebar shows. */
const remembered = 60;

export type UploadsView = Extract<PictureView, { readonly kind: 'uploads' }>;
export type OpenedView = Extract<PictureView, { readonly kind: 'upload' }>;

const nothing: PictureSelection = { keys: [] };

/** The list of all uploads, entered now. */
export function allUploads(): UploadsView {
  return { kind: 'uploads', entered: Date.now() };
}

/**
 * What the page looks at, and the picture that main pushed for it. The page keeps nothing else of
 * the queue: everything that it shows is a function of this picture.
 */
export const usePictureStore = defineStore('picture', () => {
  const view = shallowRef<PictureView>(allUploads());
  /** The first and the last line on the screen. */
  const range = shallowRef<readonly [first: number, last: number]>([0, 0]);
  const selection = shallowRef<PictureSelection>(nothing);
  let anchor: LineKey | undefined;

  const picture = shallowRef<Picture>();
  /** Why the queue cannot open; the window appears before the queue opens. */
  const refusal = shallowRef<ErrorCode>();
  const speeds = shallowRef<readonly number[]>([]);
  let seq = 0;
  /** The number of the first question about the current view. */
  const sinceView = ref(1);
  /** The view and the selection of each question that may still be answered, and of the last answer. */
  const asked = new Map<
    number,
    { readonly view: PictureView; readonly selection: PictureSelection }
  >();
  /** The only folder of the opened upload was opened by itself. */
  let unfolded = false;
  const shownView = shallowRef<PictureView>(view.value);

  function take(pushed: Picture): void {
    const before = picture.value;
    if (pushed.seq < sinceView.value || pushed.seq < (before?.seq ?? 0)) return;
    if (pushed.seq === before?.seq && pushed.revision <= before.revision) return;
    shownView.value = asked.get(pushed.seq)?.view ?? view.value;
    for (const number of asked.keys()) if (number < pushed.seq) asked.delete(number);
    refusal.value = undefined;
    const lines = keepLines(before?.list.lines ?? [], pushed.list.lines);
    picture.value = { ...pushed, list: { ...pushed.list, lines } };
    openOnlyFolder();
  }

  /** An upload of one folder begins with what is in it. */
  function openOnlyFolder(): void {
    const list = picture.value?.list;
    const only = list?.total === 1 ? list.lines[0] : undefined;
    if (unfolded || view.value.kind !== 'upload' || only?.kind !== 'folder') return;
    unfolded = true;
    if (!only.open) toggleFolder(only.key);
  }

  /** Lines to ask for above and below those on the screen. */
  let around: readonly [above: number, below: number] = [linesAround, linesAround];
  let asking = Promise.resolve();
  let isAsking = false;
  let again = false;
  /**
   * Asks with the newest question: while one is on its way, only the last of the others counts.
   * Resolves when main has answered it.
   */
  function ask(): Promise<void> {
    again = true;
    if (!isAsking) {
      isAsking = true;
      asking = askUntilNewest();
    }
    return asking;
  }

  async function askUntilNewest(): Promise<void> {
    while (again) {
      again = false;
      seq += 1;
      asked.set(seq, { view: view.value, selection: selection.value });
      const [above, below] = around;
      const first = Math.max(0, range.value[0] - above);
      const last = Math.min(range.value[1] + below, first + mostLinesAsked - 1);
      const question = { seq, view: view.value, first, last, selection: selection.value };
      try {
        const kept = anchor === undefined ? {} : { anchor };
        take(await useClient().call.picture.ask({ ...question, ...kept }));
      } catch (thrown) {
        refusal.value = toErrorRecord(thrown).code;
      }
    }
    // At once: a change that the last answer causes asks before a promise of this call resolves.
    isAsking = false;
  }

  watch([view, selection], () => void ask());

  /** Looks at something else, from a line on. The old picture stays until main answers. */
  function turnTo(wanted: PictureView, first = 0): void {
    anchor = undefined;
    unfolded = false;
    around = [linesAround, linesAround];
    range.value = [first, first];
    selection.value = nothing;
    sinceView.value = seq + 1;
    view.value = wanted;
  }

  /** Narrows the list of uploads, and enters it anew. */
  function narrowUploads(change: Partial<Omit<UploadsView, 'kind' | 'entered'>>): void {
    const before = view.value.kind === 'uploads' ? view.value : {};
    turnTo({ ...before, ...change, ...allUploads() });
  }

  /** Changes the filter or the search of the opened upload. */
  function narrowFiles(change: Partial<Pick<OpenedView, 'filter' | 'search'>>): void {
    if (view.value.kind === 'upload')
      turnTo({ ...view.value, open: [], ...change, entered: Date.now() });
  }

  /** Opens or closes a folder: selection and place stay. */
  function toggleFolder(key: LineKey): void {
    if (view.value.kind !== 'upload') return;
    const rest = view.value.open.filter((one) => one !== key);
    const open = rest.length === view.value.open.length ? [...rest, key] : rest;
    view.value = { ...view.value, open };
  }

  /** The window is shown again: what has ended moves under its date, what left a filter goes. */
  function enterAgain(): void {
    const entered = Date.now();
    if (view.value.kind === 'uploads') view.value = { ...view.value, entered };
    else if (view.value.kind === 'upload') view.value = { ...view.value, entered };
  }

  /**
   * Looks at other lines of the view. The page asks before it has too few of them: an answer about
   * each line that comes into sight would cost more than the scrolling.
   *
   * @param top the first line on the screen, which stays where it is when others come above it
   */
  function show(first: number, last: number, top: LineKey | undefined): void {
    anchor = top;
    const [before, end] = range.value;
    if (first === before && last === end) return;
    range.value = [first, last];
    around = first < before ? [linesAhead, linesAround] : [linesAround, linesAhead];
    if (!hasEnough(first < before)) void ask();
  }

  function hasEnough(upwards: boolean): boolean {
    const list = picture.value?.list;
    if (list === undefined || !answered.value) return false;
    const [first, last] = range.value;
    const end = list.first + list.lines.length - 1;
    if (first < list.first || last > end) return false;
    return upwards
      ? list.first === 0 || first - list.first >= fewestAhead
      : end === list.total - 1 || end - last >= fewestAhead;
  }

  /** The list has come to rest: from now on pictures have what stands on the screen. */
  function rest(): void {
    around = [linesAround, linesAround];
    void ask();
  }

  /** Whether the picture answers the current view and selection: main knows what is selected. */
  function isKnown(): boolean {
    const question = asked.get(picture.value?.seq ?? 0);
    return question?.view === view.value && question.selection === selection.value;
  }

  function lineAt(number: number): PictureLine | undefined {
    const list = picture.value?.list;
    return list === undefined ? undefined : list.lines[number - list.first];
  }

  /** The number of a line in the current picture; undefined when it is far from the screen. */
  function numberOf(key: LineKey): number | undefined {
    const list = picture.value?.list;
    const index = list?.lines.findIndex((line) => line.key === key) ?? -1;
    return list === undefined || index === -1 ? undefined : list.first + index;
  }

  /** Subscribes before it asks, so that no picture is lost. Returns a function that unsubscribes. */
  function start(): () => void {
    const stop = useClient().on.picture.shown(take);
    const timer = setInterval(sample, 1000);
    void ask();
    return () => {
      stop();
      clearInterval(timer);
    };
  }

  /** The uploads of an account in the current picture. */
  function uploadsOf(accountId: string | undefined): readonly UploadLine[] {
    return (picture.value?.list.lines ?? []).filter(
      (line): line is UploadLine => line.kind === 'upload' && line.accountId === accountId,
    );
  }

  function sample(): void {
    speeds.value = [...speeds.value, picture.value?.speed ?? 0].slice(-remembered);
  }

  /** Whether the picture answers the current view; its range may be an older one. */
  const answered = computed(() => (picture.value?.seq ?? 0) >= sinceView.value);
  return {
    view,
    range,
    selection,
    picture,
    refusal,
    speeds,
    answered,
    /** The view that the picture answers; its filter may be an older one. */
    shownView,
    heights: computed(() => pictureHeights(shownView.value.kind, picture.value?.list)),
    opened: computed(() => (answered.value ? picture.value?.upload : undefined)),
    opening: computed(() => picture.value === undefined && refusal.value === undefined),
    blocked: computed(() => picture.value?.blocked ?? []),
    ask,
    turnTo,
    narrowUploads,
    narrowFiles,
    toggleFolder,
    enterAgain,
    show,
    rest,
    isKnown,
    lineAt,
    numberOf,
    uploadsOf,
    start,
    sample,
  };
});
