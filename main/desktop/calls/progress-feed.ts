import type { ProgressView, TransferLine } from '../../../shared/ipc/views.ts';
import { isRunning } from '../../../shared/transfer-state.ts';
import type { Engine, ProgressUpdate, TransferView as MovingTransfer } from '../../engine/api.ts';
import { progressView, transferView } from './transfer-views.ts';

/**
 * Publishes the engine's updates to the window, the tray and the taskbar. Keeps only the latest
 * update.
 */
export class ProgressFeed {
  readonly #toWindow: (view: ProgressView) => void;
  readonly #listeners = new Set<(update: ProgressUpdate) => void>();
  /** The running transfers by id; every update lists all of them. */
  #moving: ReadonlyMap<number, MovingTransfer> = new Map();
  #visible: ReadonlySet<number> = new Set();

  constructor(toWindow: (view: ProgressView) => void) {
    this.#toWindow = toWindow;
  }

  /** Starts to listen. Returns a function that stops it. */
  connect(engine: Engine): () => void {
    return engine.subscribe((update) => {
      const moving = update.changed.filter(({ state }) => isRunning(state.name));
      this.#moving = new Map(moving.map((row) => [row.id, row]));
      this.#toWindow(progressView(update, this.#visible));
      for (const listener of this.#listeners) listener(update);
    });
  }

  /** Sets the rows on the screen: the window receives only these rows and the running ones. */
  watch(ids: readonly number[]): void {
    this.#visible = new Set(ids);
  }

  visible(): ReadonlySet<number> {
    return this.#visible;
  }

  moving(id: number): MovingTransfer | undefined {
    return this.#moving.get(id);
  }

  /** The view of a row while it moves; the database lags slightly then. */
  latest(id: number): TransferLine | undefined {
    const row = this.#moving.get(id);
    return row === undefined ? undefined : transferView(row);
  }

  onUpdate(listener: (update: ProgressUpdate) => void): void {
    this.#listeners.add(listener);
  }
}
