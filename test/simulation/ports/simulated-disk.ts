import { TransferError } from '../../../shared/errors.ts';
import type { World } from '../world/world.ts';
import { QueueState } from '../queue/queue-state.ts';

interface Statement {
  readonly what: string;
  readonly writes: boolean;
  readonly run: (state: QueueState) => unknown;
  readonly resolve: (value: unknown) => void;
  readonly reject: (thrown: unknown) => void;
}

/**
 * The database as one connection with `synchronous=FULL` keeps it. Statements run in the order in
 * which they came; neighbouring writes share a commit; a write is answered once its commit has been
 * fsynced. What a crash meets between a commit and its fsync may be kept or lost, but only as a whole.
 */
export class SimulatedDisk {
  readonly #world: World;
  readonly #queue: Statement[] = [];
  readonly #fullListeners = new Set<(full: boolean) => void>();
  readonly #failureListeners = new Set<(error: TransferError) => void>();
  #durable: QueueState;
  #current: QueueState;
  #turn = false;
  #full = false;
  #knownFull = false;
  #timesFull = 0;
  #failure: TransferError | undefined;
  /** Commits that still fit into the reserve. */
  #reserve = 0;

  constructor(world: World, initial: QueueState) {
    this.#world = world;
    this.#durable = initial;
    this.#current = initial;
  }

  /** What the engine would read now. */
  get state(): QueueState {
    return this.#current;
  }

  /** How often the engine got the error of a full disk; `undefined` while it has space, or is not known. */
  get knownFull(): number | undefined {
    return this.#knownFull ? this.#timesFull : undefined;
  }

  onFull(listener: (full: boolean) => void): () => void {
    this.#fullListeners.add(listener);
    if (this.#knownFull) queueMicrotask(() => this.#fullListeners.has(listener) && listener(true));
    return () => this.#fullListeners.delete(listener);
  }

  onFailure(listener: (error: TransferError) => void): () => void {
    this.#failureListeners.add(listener);
    const failure = this.#failure;
    if (failure !== undefined) {
      queueMicrotask(() => this.#failureListeners.has(listener) && listener(failure));
    }
    return () => this.#failureListeners.delete(listener);
  }

  /** The database ends: nothing is answered or written any more. */
  fail(): void {
    const error = new TransferError({ code: 'database-failed' });
    this.#failure = error;
    for (const { reject } of this.#queue.splice(0)) reject(error);
    for (const listener of [...this.#failureListeners]) listener(error);
  }

  /** The process has ended in order: the next one has to find out anew. */
  close(): void {
    this.#fullListeners.clear();
    this.#failureListeners.clear();
    this.#knownFull = false;
    this.#failure = undefined;
  }

  /** The disk takes no more, or takes again. */
  setFull(full: boolean): void {
    this.#full = full;
    this.#reserve = this.#world.random.int(0, 12);
    if (!full && this.#knownFull) this.#tellFull(false);
  }

  /** @param onAnswer called when the caller gets the result */
  run<T>(
    what: string,
    writes: boolean,
    work: (state: QueueState) => T,
    onAnswer?: () => void,
  ): Promise<T> {
    const { life } = this.#world;
    if (!life.alive) return new Promise(() => undefined);
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    this.#world.step(`store ${what}`);
    return new Promise<T>((resolve, reject) => {
      if (!life.alive) return;
      const answer = (value: unknown) => {
        onAnswer?.();
        resolve(value as T);
      };
      this.#queue.push({ what, writes, run: work, resolve: answer, reject });
      this.#arrangeTurn();
    });
  }

  /**
   * The process dies. What it had handed over and the disk had not begun is lost; a commit on its
   * way to the disk is kept or lost.
   *
   * @param powerCut whether the disk loses what was never fsynced; else the system still writes it
   */
  crash(powerCut: boolean): void {
    this.#queue.length = 0;
    this.close();
    this.#turn = false;
    const keeps = !powerCut || this.#world.random.chance(0.5);
    if (keeps) this.#durable = this.#current;
    else this.#current = this.#durable;
  }

  #arrangeTurn(): void {
    if (this.#turn) return;
    this.#turn = true;
    const { life, random } = this.#world;
    life.after(random.next() * 4, () => {
      this.#takeTurn();
    });
  }

  /** Reads and writes of one turn; the writes among them are one commit. */
  #takeTurn(): void {
    const { life, random } = this.#world;
    const statements = this.#queue.splice(0, random.int(1, 8));
    const writes = statements.some((statement) => statement.writes);
    const refused = writes && this.#isRefused();
    const before = this.#current;
    if (writes && !refused) this.#current = new QueueState(before);
    const answers: (() => void)[] = [];
    for (const statement of statements) {
      // What travels with a write that the disk refuses is not answered either.
      const answer = refused ? this.#refuse(statement) : this.#execute(statement);
      if (writes) answers.push(answer);
      else life.after(random.next() * 2, answer);
    }
    if (writes) this.#world.step(`store commits ${answers.length}`);
    if (!life.alive) return;
    // One connection: the next commit begins when this one is on disk.
    life.after(writes ? random.next() * 10 : 0, () => {
      this.#durable = this.#current;
      for (const answer of answers) answer();
      this.#turn = false;
      if (this.#queue.length > 0) this.#arrangeTurn();
    });
  }

  /** A full disk takes what fits into the reserve that is given up then, and nothing more. */
  #isRefused(): boolean {
    if (!this.#full) return false;
    this.#world.faults.count('disk-full');
    if (!this.#knownFull) this.#tellFull(true);
    this.#reserve -= 1;
    return this.#reserve < 0;
  }

  #refuse({ what, reject }: Statement): () => void {
    this.#world.note(`store ${what}: disk full`);
    return () => {
      reject(new TransferError({ code: 'disk-full' }));
    };
  }

  #execute({ run, resolve, reject }: Statement): () => void {
    try {
      const value = run(this.#current);
      return () => {
        resolve(value);
      };
    } catch (thrown) {
      return () => {
        reject(thrown);
      };
    }
  }

  #tellFull(full: boolean): void {
    this.#knownFull = full;
    if (full) this.#timesFull += 1;
    this.#world.note(full ? 'disk is full' : 'disk has space again');
    for (const listener of [...this.#fullListeners]) listener(full);
  }
}
