import type { MovingSlot, SmallFiles } from '../../../../shared/ipc/picture.ts';
import { isRunning } from '../../../../shared/transfer-state.ts';
import type { Transfer } from '../../../../shared/transfer.ts';
import type { ProgressUpdate, TransferView } from '../../../engine/api.ts';

/** The rows on the way, as the last update of the engine had them. */
export class MovingRows {
  #byId: ReadonlyMap<number, TransferView> = new Map();
  #byBatch: ReadonlyMap<number, readonly TransferView[]> = new Map();

  take(update: ProgressUpdate): void {
    this.#keep(update.changed.filter(({ state }) => isRunning(state.name)));
  }

  /**
   * Notes which bytes the store has of rows. What was committed since the update is no longer on
   * the way: the counters have it.
   *
   * @param asked ids of rows; `stored` lacks those that were removed
   */
  committed(asked: readonly number[], stored: readonly Transfer[]): void {
    const found = new Map(stored.map((row) => [row.id, row]));
    const among = new Set(asked);
    const rows = [...this.#byId.values()].map((row) => {
      if (!among.has(row.id)) return row;
      const now = found.get(row.id);
      if (now === undefined || !isRunning(now.state.name)) {
        return { ...row, bytesSent: row.bytesShown };
      }
      const { bytesSent } = now;
      return { ...row, bytesSent, bytesShown: Math.max(row.bytesShown, bytesSent) };
    });
    this.#keep(rows);
  }

  #keep(rows: readonly TransferView[]): void {
    this.#byId = new Map(rows.map((row) => [row.id, row]));
    this.#byBatch = Map.groupBy(rows, ({ batchId }) => batchId);
  }

  get count(): number {
    return this.#byId.size;
  }

  row(id: number): TransferView | undefined {
    return this.#byId.get(id);
  }

  ofBatch(batchId: number): readonly TransferView[] {
    return this.#byBatch.get(batchId) ?? [];
  }

  batchIds(): readonly number[] {
    return [...this.#byBatch.keys()];
  }
}

/** Bytes on the way that the counters do not have yet. */
export function bytesOnTheWay(rows: readonly TransferView[]): number {
  return rows.reduce((sum, { bytesShown, bytesSent }) => sum + bytesShown - bytesSent, 0);
}

export function speedOf(rows: readonly TransferView[]): number {
  return rows.reduce((sum, { speed }) => sum + speed, 0);
}

/** Seconds until `bytes` are sent; empty when they cannot be estimated. */
export function secondsUntilDone(bytes: number, speed: number): { readonly secondsLeft?: number } {
  return speed > 0 && bytes > 0 ? { secondsLeft: Math.ceil(bytes / speed) } : {};
}

const mostSlots = 3;
/** A file of this many bytes gets a slot at once. */
const largeFile = 8 * 1024 * 1024;
/** Milliseconds after which a smaller file gets one: before, it would only flash by. */
const longOnTheWay = 2000;
/** Milliseconds that a finished file keeps its slot. */
const shownDone = 1000;

interface KeptSlot {
  readonly row: TransferView;
  /** Monotonic time of its end; absent while it moves. */
  readonly doneAt?: number;
}

/** The fixed slots of one opened upload. Times are monotonic milliseconds. */
export class MovingSlots {
  readonly batchId: number;
  readonly #slots: (KeptSlot | undefined)[] = [undefined, undefined, undefined];
  /** When each moving file was first seen. */
  #since: ReadonlyMap<number, number> = new Map();
  /** Files of the upload, as many as there were at most; a scan may find any number. */
  #most = 0;
  /** Whether the line of small files stands above the slots; known once a file moves. */
  #smallFirst: boolean | undefined;

  constructor(batchId: number) {
    this.batchId = batchId;
  }

  /** Notes which files in the slots ended. */
  take({ changed }: ProgressUpdate, now: number): void {
    const ended = changed.filter(({ state }) => state.name === 'done' || state.name === 'skipped');
    const done = new Map(ended.map((row) => [row.id, row]));
    this.#slots.forEach((slot, index) => {
      const row = slot === undefined ? undefined : done.get(slot.row.id);
      if (row !== undefined) this.#slots[index] = { row, doneAt: now };
    });
  }

  /**
   * @param rows the moving files of the upload
   * @param files of the upload: all of them (`Infinity` while a scan may find any number), those that
   *   move by the store, their speed, with those that have just ended, and how many end. The engine's
   *   rows and the store's counters are read one after the other
   */
  show(
    rows: readonly TransferView[],
    files: {
      readonly all: number;
      readonly moving: number;
      readonly speed: number;
      readonly filesPerSecond: number;
    },
    now: number,
  ): {
    readonly slots: readonly (MovingSlot | null)[];
    readonly small?: SmallFiles;
    readonly smallFirst?: boolean;
    readonly nextAt?: number;
  } {
    this.#most = Math.max(this.#most, files.all);
    const isFew = this.#most <= mostSlots;
    this.#since = new Map(rows.map(({ id }) => [id, this.#since.get(id) ?? now]));
    const dueAt = ({ id, size }: TransferView): number =>
      isFew || size >= largeFile ? now : (this.#since.get(id) ?? now) + longOnTheWay;
    const count = Math.min(mostSlots, this.#most);
    if (rows.length > 0) this.#smallFirst ??= !rows.some((row) => dueAt(row) <= now);
    const moving = new Map(rows.map((row) => [row.id, row]));
    this.#slots.forEach((slot, index) => {
      this.#slots[index] = slot === undefined ? undefined : kept(slot, moving, now);
    });
    const taken = new Set(this.#slots.map((slot) => slot?.row.id));
    const waiting = rows
      .filter(({ id }) => !taken.has(id))
      .sort((one, other) => other.size - one.size || one.id - other.id);
    for (let index = 0; index < count; index += 1) {
      if (this.#slots[index] !== undefined) continue;
      const next = waiting.findIndex((row) => dueAt(row) <= now);
      const [row] = next === -1 ? [] : waiting.splice(next, 1);
      if (row !== undefined) this.#slots[index] = { row };
    }
    const slots = this.#slots
      .slice(0, count)
      .map((slot) => (slot === undefined ? null : view(slot)));
    const own = slots.filter((slot) => slot !== null && slot.phase !== 'done').length;
    const ends = this.#slots.flatMap((slot) => slot?.doneAt ?? []);
    const due = waiting.map(dueAt).filter((at) => at > now);
    const times = [
      ...(due.length === 0 ? [] : [Math.min(...due)]),
      ...ends.map((at) => at + shownDone),
    ];
    return {
      slots,
      ...(!isFew && {
        ...(this.#smallFirst === true && { smallFirst: true }),
        small: {
          ...this.#small(waiting, files),
          files: Math.max(0, files.moving - own),
        },
      }),
      ...(times.length > 0 && { nextAt: Math.min(...times) }),
    };
  }

  #small(
    rows: readonly TransferView[],
    { speed, filesPerSecond }: { readonly speed: number; readonly filesPerSecond: number },
  ): Omit<SmallFiles, 'files'> {
    const [only, ...others] = rows;
    const inSlots = speedOf(this.#slots.flatMap((slot) => slot?.row ?? []));
    return {
      filesPerSecond,
      speed: rows.length === 0 && filesPerSecond === 0 ? 0 : Math.max(0, speed - inSlots),
      ...(only !== undefined && others.length === 0 && { name: nameOf(only) }),
    };
  }
}

/** The slot with the newest numbers; `undefined` once it is free. */
function kept(
  { row, doneAt }: KeptSlot,
  moving: ReadonlyMap<number, TransferView>,
  now: number,
): KeptSlot | undefined {
  const newest = moving.get(row.id);
  if (newest !== undefined && isRunning(newest.state.name)) return { row: newest };
  return doneAt !== undefined && now < doneAt + shownDone ? { row, doneAt } : undefined;
}

function view({ row, doneAt }: KeptSlot): MovingSlot {
  const { id, size, speed, secondsLeft } = row;
  const common = { id, name: nameOf(row), size };
  if (doneAt !== undefined) return { ...common, bytes: size, speed: 0, phase: 'done' };
  return {
    ...common,
    bytes: row.bytesShown,
    speed,
    ...(secondsLeft !== undefined && { secondsLeft }),
    phase: row.state.name === 'verifying' ? 'verifying' : 'uploading',
  };
}

/** The last part of a relative path. */
export function nameOf({ relativePath }: { readonly relativePath: string }): string {
  return relativePath.slice(relativePath.lastIndexOf('/') + 1);
}
