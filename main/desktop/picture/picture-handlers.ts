import type { ConflictPolicy } from '../../../shared/upload/upload-options.ts';
import type { FerryContract } from '../../../shared/ipc/contract.ts';
import type { Handlers, Notifiers } from '../../../shared/ipc/define.ts';
import type { Undoable } from '../../../shared/ipc/views.ts';
import type { TransferSelection } from '../../engine/ports/row-selection.ts';
import type { DesktopFerry } from '../start/ferry.ts';
import { type SelectionMessage, selectionOf } from '../calls/transfer-views.ts';
import type { StateName } from '../../../shared/transfer-state.ts';
import type { Transfer } from '../../../shared/transfer.ts';
import { type BulkAction, BulkCommands, statesChangedBy } from './commands/bulk-commands.ts';
import { openCommandJournal } from './commands/command-journal.ts';
import { runCommand } from './commands/run-command.ts';
import { UndoOffers } from './commands/undo-offers.ts';
import type { PreferencesFile } from '../start/private-files.ts';
import { PicturePublisher } from './picture-publisher.ts';

export interface PicturesOptions {
  readonly ferry: DesktopFerry;
  readonly preferences: PreferencesFile;
  readonly notify: Pick<Notifiers<FerryContract>['picture'], 'shown'>;
  /** Whether a person can see the window. */
  readonly isVisible: () => boolean;
  /** The panel at the tray asks questions of its own. */
  readonly panel: Pick<PicturesOptions, 'notify' | 'isVisible'>;
  /** Accepted commands on many files, for the next start. */
  readonly commandsFile: string;
}

/** The pictures of the window. */
export interface Pictures {
  readonly handlers: Handlers<FerryContract>['picture'];
  /** The panel at the tray asks. */
  readonly askOfPanel: Handlers<FerryContract>['picture']['ask'];
  /** The selection of the last question. @throws TransferError `call-refused` before the first */
  readonly selection: () => Promise<TransferSelection>;
  /**
   * Carries out a command; resolves soon with the number of files that it changes. The picture says
   * how far a command on many files is.
   */
  readonly run: (what: BulkAction, message: SelectionMessage) => Promise<number>;
  /** Commands that the user can undo. */
  readonly remove: (message: SelectionMessage) => Promise<Undoable>;
  readonly moveToFront: (message: SelectionMessage) => Promise<Undoable>;
  /** Skipping a whole upload is held as long as it can be undone; other answers are given at once. */
  readonly answer: (
    message: SelectionMessage,
    policy: Exclude<ConflictPolicy, 'ask'>,
  ) => Promise<Undoable>;
  /**
   * The rows of a selection in some states, in portions, by id. Goes through each row of the queue at
   * most once, and the picture says how far a long walk is.
   */
  readonly rowsOf: (
    what: 'links' | 'export',
    selection: TransferSelection,
    states: readonly StateName[],
  ) => AsyncIterable<readonly Transfer[]>;
  /** @returns false when it is too late */
  readonly undo: (number: number) => Promise<boolean>;
  /** The window is shown again: it gets what it missed. */
  readonly redraw: () => void;
}

/** Opens the publisher with the first question; it waits until the queue is open. */
export function createPictures(options: PicturesOptions): Pictures {
  const { ferry, preferences } = options;
  let publisher: PicturePublisher | undefined;
  let panel: PicturePublisher | undefined;
  const redraw = (): void => {
    publisher?.redraw();
    panel?.redraw();
  };
  const journal = openCommandJournal(options.commandsFile);
  const bulk = new BulkCommands({
    engine: async () => (await ferry.ready).engine,
    queries: async () => (await ferry.ready).pictures,
    bins: async () => (await ferry.ready).bins,
    journal,
    now: () => Date.now(),
    changed: redraw,
    showWorking: () => {
      publisher?.showWorking();
      panel?.showWorking();
    },
    picturesMade: () => Promise.all([publisher?.made(), panel?.made()]),
    wait,
  });
  bulk.resume(journal.left);
  const undo = new UndoOffers({
    bins: async () => (await ferry.ready).bins,
    bulk,
    now: () => Date.now(),
    after,
    changed: redraw,
  });
  undo.start();

  /** Counts from counters, without a walk over rows, where counters exist. */
  async function totalOf(
    what: BulkAction,
    message: SelectionMessage,
    selection: TransferSelection,
  ): Promise<number> {
    if ('asked' in message) return (await (await opened()).summary()).can[what];
    return await filesOf(selection, statesChangedBy(what));
  }

  async function filesOf(
    selection: TransferSelection,
    among: readonly StateName[],
  ): Promise<number> {
    const { engine, pictures } = await ferry.ready;
    const sum = (files: (name: StateName) => number): number =>
      among.reduce((total, name) => total + files(name), 0);
    if ('all' in selection) {
      const { states } = await engine.queries.counters();
      return sum((name) => states[name].files);
    }
    if ('batchId' in selection && !('errorCode' in selection)) {
      const { states } = await pictures.sumCounters([selection.batchId]);
      return sum((name) => states[name].files);
    }
    if ('ids' in selection) return selection.ids.length;
    const states = await engine.queries.count(selection);
    return sum((name) => states[name]);
  }

  async function openPublisher({
    notify,
    isVisible,
  }: PicturesOptions['panel']): Promise<PicturePublisher> {
    const { engine, pictures } = await ferry.ready;
    return new PicturePublisher({
      engine,
      queries: { ...pictures, transfers: (ids) => engine.queries.transfers(ids) },
      saved: () => preferences.current().destinations,
      working: () => bulk.working,
      answered: () => undo.answered,
      send: notify.shown,
      isVisible,
      now: () => Date.now(),
      monotonic: () => performance.now(),
      after,
    });
  }

  let opening: Promise<PicturePublisher> | undefined;
  async function opened(): Promise<PicturePublisher> {
    opening ??= openPublisher(options);
    publisher = await opening;
    return publisher;
  }

  let panelOpening: Promise<PicturePublisher> | undefined;
  async function openedPanel(): Promise<PicturePublisher> {
    panelOpening ??= openPublisher(options.panel);
    panel = await panelOpening;
    return panel;
  }

  const chosen = (message: SelectionMessage) =>
    selectionOf(message, async () => await (await opened()).selection());

  async function run(what: BulkAction, message: SelectionMessage, bin?: number): Promise<number> {
    const { engine, pictures: queries, bins } = await ferry.ready;
    const selection = await chosen(message);
    const total = () => totalOf(what, message, selection);
    return await runCommand(what, selection, { engine, queries, bins, bulk, total, wait }, bin);
  }

  async function* rowsOf(
    what: 'links' | 'export',
    selection: TransferSelection,
    states: readonly StateName[],
  ): AsyncGenerator<readonly Transfer[]> {
    const { engine, pictures } = await ferry.ready;
    const total = await filesOf(selection, states);
    const shown = total > shownAbove ? bulk.announce(what, total) : undefined;
    let done = 0;
    try {
      for (let after: number | undefined = 0; after !== undefined;) {
        const portion = await pictures.selectedIds({ selection, states, after });
        if (portion.ids.length > 0) yield await engine.queries.transfers(portion.ids);
        done += portion.ids.length;
        shown?.progress(done);
        after = portion.after;
      }
    } finally {
      shown?.hide();
    }
  }

  preferences.onChange(redraw);
  return {
    handlers: {
      ask: async (question) => await (await opened()).ask(question),
      keysBetween: async ({ first, last }) => await (await opened()).keysBetween(first, last),
    },
    askOfPanel: async (question) => await (await openedPanel()).ask(question),
    selection: async () => await (await opened()).selection(),
    run: (what, message) => run(what, message),
    remove: (message) => undo.offer((bin) => run('remove', message, bin)),
    moveToFront: async (message) => {
      const selection = await chosen(message);
      return await undo.offer(async (bin) => (await ferry.ready).bins.moveFirst(selection, bin));
    },
    answer: async (message, policy) => {
      const { engine, pictures } = await ferry.ready;
      const selection = await chosen(message);
      const give = () => engine.answerConflicts(selection, policy);
      if (policy !== 'skip' || !('batchId' in selection)) return { files: await give() };
      const { batchId } = selection;
      const [facts] = await pictures.uploadFacts([batchId]);
      const files = facts?.waits.find(({ why }) => why === 'conflict')?.files ?? 0;
      return files === 0 ? { files } : undo.hold(batchId, files, give);
    },
    rowsOf,
    undo: (number) => undo.undo(number),
    redraw,
  };
}

/** A walk over more files than these takes long enough to be shown. */
const shownAbove = 2000;

function after(milliseconds: number, work: () => void): () => void {
  const timer = setTimeout(work, milliseconds);
  return () => {
    clearTimeout(timer);
  };
}

function wait(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });
}
