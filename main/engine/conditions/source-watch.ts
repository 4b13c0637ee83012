import type { SourceIdentity, SourcePath } from '../../../shared/transfer.ts';
import type { EnginePorts } from '../api.ts';

/** A file that is not there, and neither is the disk, stick or share it lay on. */
export interface AwaySource {
  readonly path: SourcePath;
  /** As the scan saw it. */
  readonly identity: SourceIdentity | undefined;
  /** As `SourceFiles.missingVolume` names it. */
  readonly volume: SourcePath;
}

/** How long a disk that is gone is left alone before it is looked for again. Milliseconds. */
const lookEvery = 15_000;

/** Looks for disks that are gone, once for all files of each, and says when one is back. */
export class SourceWatch {
  readonly #ports: Pick<EnginePorts, 'files' | 'clock'>;
  readonly #onBack: () => void;
  /** One file for each of them. */
  readonly #away = new Map<SourcePath, AwaySource>();
  readonly #stop = new AbortController();
  #wake = new AbortController();
  #isLooking = false;

  constructor(ports: Pick<EnginePorts, 'files' | 'clock'>, onBack: () => void) {
    this.#ports = ports;
    this.#onBack = onBack;
  }

  /** Whether anything is looked for. */
  get any(): boolean {
    return this.#away.size > 0;
  }

  /** Call it when the row waits on disk: what comes back from then on ends its wait. */
  watch(source: AwaySource): void {
    if (this.#stop.signal.aborted) return;
    this.#away.set(source.volume, source);
    if (!this.#isLooking) void this.#lookUntilAllAreBack();
  }

  /** The computer woke up: look at once. */
  lookNow(): void {
    this.#wake.abort();
    this.#wake = new AbortController();
  }

  stop(): void {
    this.#stop.abort();
    this.#away.clear();
  }

  async #lookUntilAllAreBack(): Promise<void> {
    this.#isLooking = true;
    const { signal } = this.#stop;
    while (this.any) {
      const woken = AbortSignal.any([signal, this.#wake.signal]);
      await this.#ports.clock.sleep(lookEvery, woken).catch(() => undefined);
      const found = await this.#look();
      if (signal.aborted) break;
      if (found) this.#onBack();
    }
    this.#isLooking = false;
  }

  /** @returns whether one of them is back */
  async #look(): Promise<boolean> {
    let found = false;
    for (const { volume, path, identity } of [...this.#away.values()]) {
      if ((await this.#ports.files.missingVolume(path, identity)) !== undefined) continue;
      this.#away.delete(volume);
      found = true;
    }
    return found;
  }
}
