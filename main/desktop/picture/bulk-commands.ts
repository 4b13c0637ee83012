import type { WorkingCommand } from '../../../shared/ipc/picture.ts';
import { allowedFrom, finalStates, type StateName } from '../../../shared/transfer-state.ts';
import type { Engine } from '../../engine/api.ts';
import type { PictureQueries } from '../../engine/ports/picture-queries.ts';
import type { TransferSelection } from '../../engine/ports/transfer-store.ts';

export type BulkAction = WorkingCommand['what'];

/** A command that Ferry has accepted, as it is written down. */
export interface AcceptedCommand {
  readonly id: number;
  readonly what: BulkAction;
  readonly selection: TransferSelection;
  /** Files. */
  readonly total: number;
  /** Wall clock, milliseconds. */
  readonly at: number;
}

/** Keeps accepted commands over a crash. */
export interface CommandJournal {
  /** @throws Error when the disk is full; the command is then carried out without a record */
  write(commands: readonly AcceptedCommand[]): Promise<void>;
}

export interface BulkCommandsOptions {
  readonly engine: () => Promise<Pick<Engine, BulkAction>>;
  readonly queries: () => Promise<Pick<PictureQueries, 'selectedIds'>>;
  readonly journal: CommandJournal;
  readonly now: () => number;
  /** Called when `working` changed. */
  readonly changed: () => void;
  /** Resolves after this many milliseconds. */
  readonly wait: (milliseconds: number) => Promise<void>;
}

/** Milliseconds until a portion is tried again that a full disk or a failed engine refused. */
const retryPause = 2000;

interface RunningCommand extends AcceptedCommand {
  done: number;
}

/** States in which a command changes a file. */
export function statesChangedBy(what: BulkAction): readonly StateName[] {
  return what === 'remove' ? finalStates : allowedFrom[what];
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
  #lastId = 0;
  #stopped = false;

  constructor(options: BulkCommandsOptions) {
    this.#options = options;
  }

  get working(): readonly WorkingCommand[] {
    return this.#commands.map(({ id, what, done, total }) => ({ id, what, done, total }));
  }

  /** Accepts a command; resolves when it is written down and not when it is done. */
  async accept(what: BulkAction, selection: TransferSelection, total: number): Promise<void> {
    this.#lastId += 1;
    const command = { id: this.#lastId, what, selection, total, at: this.#options.now(), done: 0 };
    this.#commands = [...this.#commands, command];
    await this.#write();
    this.#enqueue(command);
  }

  /** Carries out what the last start left. */
  resume(left: readonly AcceptedCommand[]): void {
    const commands = left.map((command) => ({ ...command, done: 0 }));
    this.#lastId = Math.max(this.#lastId, ...commands.map(({ id }) => id));
    this.#commands = [...this.#commands, ...commands];
    for (const command of commands) this.#enqueue(command);
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
    while (after !== undefined) {
      if (this.#stopped) return;
      try {
        after = await this.#apply(command, after);
        this.#options.changed();
      } catch {
        await this.#options.wait(retryPause);
      }
    }
    this.#commands = this.#commands.filter((other) => other !== command);
    await this.#write();
    this.#options.changed();
  }

  /** @returns where the next portion begins; `undefined` after the last one */
  async #apply(command: RunningCommand, after: number): Promise<number | undefined> {
    const { what, selection, at } = command;
    const [engine, queries] = await Promise.all([this.#options.engine(), this.#options.queries()]);
    // A file that ends after the command is not part of it.
    const isAboutEnded = what === 'remove' || what === 'retry';
    const portion = await queries.selectedIds({
      selection,
      states: statesChangedBy(what),
      after,
      ...(isAboutEnded && { unchangedSince: at }),
    });
    if (portion.ids.length > 0) await engine[what]({ ids: portion.ids });
    command.done += portion.ids.length;
    return portion.after;
  }

  /** On a full disk the commands continue; only a crash would forget them. */
  async #write(): Promise<void> {
    const commands = this.#commands.map(({ done: _done, ...accepted }) => accepted);
    await this.#options.journal.write(commands).catch(() => undefined);
  }
}
