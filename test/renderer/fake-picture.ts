import type {
  AccountLine,
  HeadingLine,
  LineHeight,
  Picture,
  PictureLine,
  SelectionSummary,
  UploadLine,
} from '../../shared/ipc/picture.ts';
import type { Question } from '../../shared/ipc/picture-question.ts';
import {
  attentionLines,
  filesBy,
  historyUpload,
  nowUploads,
  today,
  yesterday,
} from './fake-uploads.ts';
import { treeLines } from './fake-tree.ts';

export interface FakePictureOptions {
  /** Uploads of the past, beside those of today. */
  readonly history?: number;
  /** Files of the opened upload. */
  readonly files?: number;
  /** Uploads, or files of the opened one, that have no line yet. */
  readonly held?: number;
  readonly searching?: boolean;
  readonly state?: 'running' | 'idle' | 'paused' | 'offline' | 'stopped' | 'empty';
  readonly blocked?: Picture['blocked'];
  readonly connections?: Picture['connections'];
  readonly diskFull?: boolean;
  readonly working?: Picture['working'];
  readonly arrived?: Picture['arrived'];
  /** Uploads that stand above all others. */
  readonly newest?: readonly UploadLine[];
}

interface Run {
  readonly height: LineHeight;
  readonly lines: number;
  readonly at: (line: number) => PictureLine;
}

function heading(what: HeadingLine['what'], uploads: number): Run {
  const line: HeadingLine = { kind: 'heading', key: `h:${what}`, what, uploads };
  return { height: 'heading', lines: 1, at: () => line };
}

function each(lines: readonly (UploadLine | AccountLine)[]): readonly Run[] {
  return lines.map((line) => ({
    height:
      line.kind === 'account' || line.say !== undefined ? 'said' : line.tall ? 'tall' : 'small',
    lines: 1,
    at: () => line,
  }));
}

/** As main answers: the lines in the range, and the heights of all. */
export function fakePicture(options: FakePictureOptions, question: Question): Picture {
  const { state = 'running', history = 9994, files = 3000 } = options;
  const { view } = question;
  const now = (
    state === 'empty' || state === 'idle' ? [] : [...(options.newest ?? []), ...nowUploads]
  ).map((line) => shownAs(line, state));
  const ended = state === 'empty' ? [] : [...today, ...yesterday];
  const search = 'search' in view ? view.search?.toLowerCase() : undefined;
  const fits = ({ name, destinationId }: UploadLine): boolean =>
    (search === undefined || name.toLowerCase().includes(search)) &&
    (view.kind !== 'uploads' || view.place === undefined || view.place === destinationId);

  const runs: Run[] = [];
  if (view.kind === 'uploads') {
    const group = (what: HeadingLine['what'], lines: readonly UploadLine[]): void => {
      const found = lines.filter(fits);
      if (found.length > 0) runs.push(heading(what, found.length), ...each(found));
    };
    group('now', now);
    group('today', ended.length === 0 ? [] : today);
    group('yesterday', ended.length === 0 ? [] : yesterday);
    const all = state === 'empty' || search !== undefined || view.place !== undefined ? 0 : history;
    if (all > 0) {
      runs.push(heading('earlier', all), { height: 'small', lines: all, at: historyUpload });
    }
  } else if (view.kind === 'attention' && state !== 'empty' && state !== 'idle') {
    runs.push(...each(attentionLines));
  } else if (view.kind === 'tray') {
    const waits = ({ state: name }: UploadLine) => name === 'attention' || name === 'question';
    const sorted = [...now.filter((line) => !waits(line)), ...now.filter(waits)];
    runs.push(...each([...sorted.slice(0, 3), ...ended.slice(0, 5)]));
  } else if (view.kind === 'upload') {
    const tree = treeLines(files, view.open);
    const at = (line: number) => tree.lineAt(line) ?? heading('now', 0).at(0);
    if (search === undefined) runs.push({ height: 'small', lines: tree.count, at });
  }

  const total = runs.reduce((sum, { lines }) => sum + lines, 0);
  const lines: PictureLine[] = [];
  let start = 0;
  for (const run of runs) {
    const from = Math.max(0, question.first - start);
    const to = Math.min(run.lines - 1, question.last - start);
    for (let line = from; line <= to; line += 1) lines.push(run.at(line));
    start += run.lines;
  }
  const opened = nowUploads[0];
  return {
    seq: question.seq,
    revision: 1,
    engine:
      state === 'stopped'
        ? { name: 'failed', error: { code: 'database-failed' } }
        : { name: 'running' },
    speed: state === 'running' ? 48_200_000 : 0,
    ...(state === 'running' && { secondsLeft: 720 }),
    now: {
      moving: state === 'running' ? 2 : 0,
      waiting: now.length > 0 ? 1 : 0,
      paused: state === 'paused' ? 3 : 0,
      offline: state === 'offline' ? 3 : 0,
      bytesDone: 27e9,
      bytes: 57e9,
    },
    allPaused: state === 'paused',
    uploads: state === 'empty' ? 0 : now.length + ended.length + history,
    attention: now.length === 0 ? 0 : attentionLines.length,
    places: { one: 2 },
    blocked: options.blocked ?? [],
    scanning: 0,
    ...(options.connections !== undefined && { connections: options.connections }),
    diskFull: options.diskFull ?? false,
    working: options.working ?? [],
    arrived: options.arrived ?? [],
    list: {
      total,
      ...(view.kind !== 'upload' && {
        runs: runs.map(({ height, lines: count }) => [height, count] as const),
      }),
      first: Math.min(question.first, total),
      lines,
      matching:
        view.kind === 'upload'
          ? files
          : total - runs.filter(({ height }) => height === 'heading').length,
      ...(options.held !== undefined && { held: options.held }),
      searching: options.searching ?? false,
    },
    ...(view.kind === 'upload' &&
      opened !== undefined && {
        upload: {
          line: shownAs({ ...opened, batchId: view.batchId, key: view.batchId }, state),
          counts: { all: files, moving: 35, waiting: 1520, failed: 2, skipped: 12, done: 1431 },
          slots: [
            slot(3, 'A7R04512_第一支舞_unedited-master-copy-final-v2.ARW', 1.86e9, 0.63, 36),
            slot(90, 'C0047-ceremony-wide.mp4', 4.12e9, 0.21, 540),
            slot(91, 'C0048.mp4', 912e6, 0.88, 28),
          ],
          small: { files: 32, filesPerSecond: 19, speed: 2_400_000 },
        },
      }),
    selected: summaryOf(question, files),
  };
}

function slot(id: number, name: string, size: number, share: number, secondsLeft: number) {
  const speed = Math.round((size * share) / 60);
  return { id, name, size, bytes: size * share, speed, secondsLeft, phase: 'uploading' as const };
}

/** The same upload while everything is paused, offline or stopped. */
function shownAs(line: UploadLine, state: FakePictureOptions['state']): UploadLine {
  const open = ['uploading', 'next', 'waiting'].includes(line.state);
  if (!open || state === undefined || state === 'running') return line;
  const { secondsLeft: _left, ...rest } = line;
  const held = state === 'paused' || state === 'offline' || state === 'stopped' ? state : 'waiting';
  const { queued, uploading, ...files } = line.files;
  const paused = { ...files, queued: 0, uploading: 0, paused: queued + uploading };
  return { ...rest, state: held, speed: 0, ...(held === 'paused' && { files: paused }) };
}

function summaryOf({ selection, view }: Question, files: number): SelectionSummary {
  const all = 'all' in selection;
  const count = all ? (view.kind === 'upload' ? files : 10_006) : selection.keys.length;
  const some = count > 0;
  return {
    count,
    files: count,
    bytes: count * 11e6,
    bytesDone: count * 4e6,
    states: filesBy(
      all ? { done: 1431, queued: 1555, failed: 2, skipped: 12 } : some ? { done: 1 } : {},
    ),
    ...(all && {
      skips: [
        { reason: 'identical', files: 9 },
        { reason: 'exists', files: 3 },
      ],
    }),
    can: {
      pause: all ? 1555 : some ? 1 : 0,
      resume: 0,
      retry: all ? 2 : 0,
      cancel: all ? 1555 : some ? 1 : 0,
      remove: all ? 1445 : 0,
      copyLinks: all ? 1431 : some ? 1 : 0,
      moveToFront: !all && some ? 1 : 0,
    },
  };
}
