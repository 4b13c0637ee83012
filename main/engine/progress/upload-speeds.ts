import { SpeedWindow } from './speed-window.ts';

/** The speed of one upload. */
export interface UploadSpeed {
  readonly batchId: number;
  /** Bytes a second. */
  readonly speed: number;
}

/**
 * The speeds of all uploads. Each begins to count with its first running transfer, so that its
 * speed is right from the start. Times are monotonic milliseconds.
 */
export class UploadSpeeds {
  readonly #windows = new Map<number, SpeedWindow>();

  /** A transfer of the upload begins. */
  begin(batchId: number, now: number): SpeedWindow {
    const window = this.#windows.get(batchId) ?? new SpeedWindow(now);
    this.#windows.set(batchId, window);
    return window;
  }

  add(batchId: number, bytes: number, now: number): void {
    this.begin(batchId, now).add(bytes, now);
  }

  /**
   * The uploads with a speed above 0. Forgets the others, unless they run: they begin anew.
   *
   * @param running uploads with a running transfer
   */
  rates(running: ReadonlySet<number>, now: number): readonly UploadSpeed[] {
    return [...this.#windows].flatMap(([batchId, window]) => {
      const speed = window.rate(now);
      if (speed > 0) return [{ batchId, speed }];
      if (!running.has(batchId)) this.#windows.delete(batchId);
      return [];
    });
  }
}
