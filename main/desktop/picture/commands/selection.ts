import type { ActionName, SelectionSummary, SkipCount } from '../../../../shared/ipc/picture.ts';
import { linkedStates } from '../../../../shared/account/object-links.ts';
import {
  type PictureSelection,
  type Question,
  statesOfFilter,
} from '../../../../shared/ipc/picture-question.ts';
import {
  allowedFrom,
  finalStates,
  type StateName,
  stateNames,
} from '../../../../shared/transfer-state.ts';
import type { PictureQueries, TreeSelection } from '../../../engine/ports/picture-queries.ts';
import type { TreePart, TransferSelection } from '../../../engine/ports/row-selection.ts';
import type { Counters } from '../../../engine/ports/transfer-queries.ts';
import { bytesOf } from '../lines/queue-now.ts';
import { partOf, type UploadQuestion } from '../lines/opened-upload.ts';

/** The batch under which the counters keep the sum of all. */
const everyBatch = 0;

/** States in which each command changes a file. */
const changedBy: Readonly<Record<ActionName, readonly StateName[]>> = {
  pause: allowedFrom.pause,
  resume: allowedFrom.resume,
  retry: allowedFrom.retry,
  cancel: allowedFrom.cancel,
  remove: finalStates,
  copyLinks: linkedStates,
  moveToFront: ['queued', 'waiting', 'paused'],
};

const nothingSelected: SelectionSummary = {
  count: 0,
  ...{ files: 0, bytes: 0, bytesDone: 0 },
  states: byState(() => 0),
  can: actions(() => 0),
};

/** Uploads of a selection in the list or in "Needs attention". */
export function selectedUploads(
  selection: PictureSelection,
  listed: readonly number[],
): readonly number[] {
  const idsOf = (keys: readonly (number | string)[]): readonly number[] =>
    keys.flatMap((key) => {
      if (typeof key === 'number') return [key];
      // A further sentence of an upload: `u:7:access-denied`.
      const id = Number(/^u:(\d+):/.exec(key)?.[1]);
      return Number.isSafeInteger(id) ? [id] : [];
    });
  if ('keys' in selection) return [...new Set(idsOf(selection.keys))];
  const except = new Set(idsOf(selection.except));
  return listed.filter((id) => !except.has(id));
}

/**
 * The selected files of an opened upload. Files that the user picked are meant whatever became of
 * them; below a folder, and of everything, those that the filter shows.
 *
 * @param found the files of a search
 */
function selectedFiles(
  { batchId, filter, search = '' }: UploadQuestion,
  selection: PictureSelection,
  found: readonly number[],
): TreeSelection {
  if ('keys' in selection) {
    const within = partOf(selection.keys);
    return { batchId, filter: within.folders.length === 0 ? 'all' : filter, within };
  }
  const part = partOf(selection.except);
  if (search === '') return { batchId, filter, without: part };
  const except = new Set(part.files);
  const files = found.filter((id) => !except.has(id));
  return { batchId, filter, within: { files, folders: [] } };
}

/** The selection of a question as the engine's commands take it. */
export function commandSelection(
  question: Question,
  listed: readonly number[],
  found: readonly number[],
): TransferSelection {
  const { view, selection } = question;
  if (view.kind !== 'upload') {
    return { filter: { batchIds: selectedUploads(selection, listed) } };
  }
  const { batchId, filter, ...part } = selectedFiles(view, selection, found);
  const states = statesOfFilter[filter];
  const isWhole = filter === 'all' && 'without' in part && isEmpty(part.without);
  if (isWhole) return { batchId };
  return { filter: { batchId, ...(filter !== 'all' && { states }), ...part } };
}

/**
 * Counts what is selected.
 *
 * @param listed all uploads of the list
 * @param uploads number of all uploads, listed or not
 */
export async function summarizeSelection(
  question: Question,
  queries: PictureQueries,
  listed: readonly number[],
  found: readonly number[],
  uploads: number,
): Promise<SelectionSummary> {
  const { view, selection } = question;
  if ('keys' in selection && selection.keys.length === 0) return nothingSelected;
  if (view.kind === 'upload') {
    const part = selectedFiles(view, selection, found);
    const [states, skips] = await Promise.all([queries.countTree(part), queries.countSkips(part)]);
    const files = stateNames.reduce((sum, name) => sum + states[name].files, 0);
    return summary(files, { states, bytesSent: states.done.bytes }, skips);
  }
  const ids = selectedUploads(selection, listed);
  const skipped = queries.countSkips({ batchIds: ids });
  if ('keys' in selection || listed.length < uploads) {
    const [counters, skips] = await Promise.all([queries.sumCounters(ids), skipped]);
    return summary(ids.length, counters, skips);
  }
  // All uploads but some: the sum of all is known.
  const except = selectedUploads({ keys: selection.except }, []);
  const [all, left, skips] = await Promise.all([
    queries.sumCounters([everyBatch]),
    queries.sumCounters(except),
    skipped,
  ]);
  return summary(ids.length, difference(all, left), skips);
}

function summary(count: number, counters: Counters, skips: readonly SkipCount[]): SelectionSummary {
  const { states } = counters;
  const { total, done } = bytesOf(counters);
  return {
    count,
    files: stateNames.reduce((sum, name) => sum + states[name].files, 0),
    bytes: total,
    bytesDone: done,
    states: byState((name) => states[name].files),
    ...(skips.length > 0 && { skips }),
    can: actions((action) => changedBy[action].reduce((sum, name) => sum + states[name].files, 0)),
  };
}

function difference(all: Counters, left: Counters): Counters {
  const states = Object.fromEntries(
    stateNames.map((name) => {
      const [from, less] = [all.states[name], left.states[name]];
      return [name, { files: from.files - less.files, bytes: from.bytes - less.bytes }];
    }),
  ) as Counters['states'];
  return { states, bytesSent: all.bytesSent - left.bytesSent };
}

function isEmpty({ files, folders }: TreePart): boolean {
  return files.length === 0 && folders.length === 0;
}

function byState(countOf: (name: StateName) => number): SelectionSummary['states'] {
  return Object.fromEntries(
    stateNames.map((name) => [name, countOf(name)]),
  ) as SelectionSummary['states'];
}

function actions(countOf: (action: ActionName) => number): SelectionSummary['can'] {
  return {
    pause: countOf('pause'),
    resume: countOf('resume'),
    retry: countOf('retry'),
    cancel: countOf('cancel'),
    remove: countOf('remove'),
    copyLinks: countOf('copyLinks'),
    moveToFront: countOf('moveToFront'),
  };
}
