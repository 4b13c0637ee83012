import type { WorkingCommand } from '../../../../shared/ipc/picture.ts';
import { allowedFrom, finalStates, type StateName } from '../../../../shared/transfer-state.ts';
import type { Engine } from '../../../engine/api.ts';
import type { PictureQueries } from '../../../engine/ports/picture-queries.ts';
import type { RowBin } from '../../../engine/ports/transfer-store.ts';
import type { TransferSelection } from '../../../engine/ports/row-selection.ts';

export type BulkAction = Exclude<WorkingCommand['what'], 'undo' | 'links' | 'export'>;

/** Work that the picture shows, and that needs no record. */
export interface ShownWork {
  /** @param files so many of its files are done */
  progress(files: number): void;
  /** No longer shows it. */
  hide(): void;
}

/** A command that Ferry has accepted, as it is written down. */
export type AcceptedCommand = {
  readonly id: number;
  /** Files. */
  readonly total: number;
  /** Wall clock, milliseconds. */
  readonly at: number;
} & (
  | {
      readonly what: BulkAction;
      readonly selection: TransferSelection;
      /** For a removal: where its rows go as long as the user can undo it. */
      readonly bin?: number;
    }
  /** Brings back what a removal put into a bin, or the order before a "send first". */
  | { readonly what: 'undo'; readonly bin: number }
);

/** Keeps accepted commands over a crash. */
export interface CommandJournal {
  /** @throws Error when the disk is full; the command is then carried out without a record */
  write(commands: readonly AcceptedCommand[]): Promise<void>;
}

export interface BulkCommandsOptions {
  readonly engine: () => Promise<Pick<Engine, BulkAction | 'hold' | 'release'>>;
  readonly queries: () => Promise<Pick<PictureQueries, 'selectedIds'>>;
  readonly bins: () => Promise<Pick<RowBin, 'bringBack' | 'putAside'>>;
  readonly journal: CommandJournal;
  readonly now: () => number;
  /** Called when `working` changed. */
  readonly changed: () => void;
  /** Shows `working` in the window at once, without a new picture. */
  readonly showWorking: () => void;
  /** Resolves when the pictures that are being made are made: a person waits for them. */
  readonly picturesMade: () => Promise<unknown>;
  /** Resolves after this many milliseconds. */
  readonly wait: (milliseconds: number) => Promise<void>;
}

/** Milliseconds until a portion is tried again that a full disk or a failed engine refused. */
const retryPause = 2000;

type RunningCommand = AcceptedCommand & { done: number; isDropped?: true };

/** States in which a command changes a file. */
export function statesChangedBy(what: BulkAction): readonly StateName[] {
  return what === 'remove' ? finalStates : allowedFrom[what];
}

function holdKey({ id }: RunningCommand): string {
  return `command ${id}`;
}

/**
 * Applies commands on many rows in portions, in the order of the queue, one command after the
 * other. Other work of the store goes on between two portions. A command is on disk before it
 * begins; each portion can be repeated, so the next start carries out what a crash left.
 */
export class BulkCommands {
  readonly #options: BulkCommandsOptions;
  #commands: readonly RunningCommand[] = [];
  #work: Promise<void> = Promise.resolve();
  #announced: readonly WorkingCommand[] = [];
  #lastId = 0;
  #stopped = false;

  constructor(options: BulkCommandsOptions) {
    this.#options = options;
  }

  get working(): readonly WorkingCommand[] {
    const accepted = this.#commands.map(({ id, what, done, total }) => ({ id, what, done, total }));
    return [...accepted, ...this.#announced];
  }

  /**
   * Shows a command before it is known how it will be carried out: to find that out waits for the
   * store, which may be at work for another command. Shows other long work as well.
   */
  announce(what: WorkingCommand['what'], total: number): ShownWork {
    const { id } = this.#common(total);
    const update = (shown: readonly WorkingCommand[]): void => {
      this.#announced = [...this.#announced.filter((other) => other.id !== id), ...shown];
    };
    update([{ id, what, done: 0, total }]);
    this.#options.showWorking();
    return {
      progress: (done) => {
        update([{ id, what, done, total }]);
        this.#options.showWorking();
      },
      hide: () => {
        update([]);
        this.#options.changed();
      },
    };
  }

  /** The bins of commands that are not carried out yet. */
  get bins(): readonly number[] {
    return this.#commands.flatMap(({ bin }) => bin ?? []);
  }

  /**
   * Accepts a command; resolves when it is written down and not when it is done.
   *
   * @param bin where the rows of a removal go
   */
  async accept(
    what: BulkAction,
    selection: TransferSelection,
    total: number,
    bin?: number,
  ): Promise<void> {
    const kept = bin === undefined ? {} : { bin };
    await this.#add({ ...this.#common(total), what, selection, ...kept });
  }

  /** Accepts the undo of a bin; the rest of the command that fills it is given up. */
  async undo(bin: number, total: number): Promise<void> {
    for (const command of this.#commands) if (command.bin === bin) command.isDropped = true;
    await this.#add({ ...this.#common(total), what: 'undo', bin });
  }

  #common(total: number): Pick<RunningCommand, 'at' | 'done' | 'id' | 'total'> {
    this.#lastId += 1;
    return { id: this.#lastId, total, at: this.#options.now(), done: 0 };
  }

  async #add(command: RunningCommand): Promise<void> {
    this.#commands = [...this.#commands, command];
    this.#options.showWorking();
    await this.#write();
    this.#enqueue(command);
    this.#hold(command).catch(() => undefined);
  }

  /** Carries out what the last start left. */
  resume(left: readonly AcceptedCommand[]): void {
    const commands: RunningCommand[] = left.map((command) => ({ ...command, done: 0 }));
    this.#lastId = Math.max(this.#lastId, ...commands.map(({ id }) => id));
    this.#commands = [...this.#commands, ...commands];
    for (const command of commands) {
      this.#enqueue(command);
      this.#hold(command).catch(() => undefined);
    }
  }

  /** From now on no row of a pause or a cancel starts, although the command reaches it later. */
  async #hold(command: RunningCommand): Promise<void> {
    const { what } = command;
    if (what !== 'pause' && what !== 'cancel') return;
    const engine = await this.#options.engine();
    if (this.#commands.includes(command)) {
      await engine.hold(holdKey(command), what, command.selection);
    }
  }

  /** Resolves when no accepted command is left, or after `stop`. */
  async settled(): Promise<void> {
    await this.#work;
  }

  /** Ends after the current portion; the next start carries out the rest. */
  stop(): void {
    this.#stopped = true;
  }

  #enqueue(command: RunningCommand): void {
    this.#options.changed();
    this.#work = this.#work.then(() => this.#carryOut(command));
  }

  async #carryOut(command: RunningCommand): Promise<void> {
    let after: number | undefined = 0;
    while (after !== undefined && command.isDropped !== true) {
      await this.#options.picturesMade();
      if (this.#stopped) return;
      try {
        after = await this.#apply(command, after);
        this.#options.changed();
      } catch {
        await this.#options.wait(retryPause);
      }
    }
    this.#commands = this.#commands.filter((other) => other !== command);
    const isHeld = command.what === 'pause' || command.what === 'cancel';
    if (isHeld) (await this.#options.engine()).release(holdKey(command));
    await this.#write();
    this.#options.changed();
  }

  /** @returns where the next portion begins; `undefined` after the last one */
  async #apply(command: RunningCommand, after: number): Promise<number | undefined> {
    const bins = await this.#options.bins();
    if (command.what === 'undo') {
      const { rows, isLast } = await bins.bringBack(command.bin);
      command.done = Math.min(command.total, command.done + rows);
      return isLast ? undefined : 0;
    }
    const { what, selection, at, bin } = command;
    // Again: an engine that was started anew knows of no command.
    await this.#hold(command);
    const [engine, queries] = await Promise.all([this.#options.engine(), this.#options.queries()]);
    // A file that ends after the command is not part of it.
    const isAboutEnded = what === 'remove' || what === 'retry';
    const portion = await queries.selectedIds({
      selection,
      states: statesChangedBy(what),
      after,
      ...(isAboutEnded && { unchangedSince: at }),
    });
    const rows = { ids: portion.ids };
    if (rows.ids.length > 0)
      await (bin === undefined ? engine[what](rows) : bins.putAside(rows, bin));
    command.done += portion.ids.length;
    return portion.after;
  }

  /** On a full disk the commands continue; only a crash would forget them. */
  async #write(): Promise<void> {
    const commands = this.#commands
      .filter(({ isDropped }) => isDropped !== true)
      .map(({ done: _done, ...accepted }) => accepted);
    await this.#options.journal.write(commands).catch(() => undefined);
  }
}
