import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { copyFile, link, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { listFolder } from './record-files.ts';
import type { Piece } from './records.ts';

/**
 * The data files of one bucket. They have generated names, because a key may hold any character. A
 * piece belongs to one record. When that record is removed, its file is removed after the last
 * reader has released it.
 */
export class PieceFiles {
  readonly #folder: string;
  readonly #readers = new Map<string, number>();
  readonly #retired = new Set<string>();
  readonly #removals = new Set<Promise<void>>();

  constructor(folder: string) {
    this.#folder = folder;
    mkdirSync(folder, { recursive: true });
  }

  path(file: string): string {
    return join(this.#folder, file);
  }

  newName(): string {
    return randomBytes(12).toString('hex');
  }

  /**
   * Hard-links the bytes of another bucket or object; copies them where links are not supported.
   */
  async adopt(source: PieceFiles, piece: Piece): Promise<Piece> {
    const file = this.newName();
    const path = this.path(file);
    try {
      await link(source.path(piece.file), path);
    } catch {
      await copyFile(source.path(piece.file), path);
    }
    return { file, size: piece.size };
  }

  /** Keeps files from being removed until the returned function is called. */
  hold(pieces: readonly Piece[]): () => void {
    for (const { file } of pieces) this.#readers.set(file, (this.#readers.get(file) ?? 0) + 1);
    let isHeld = true;
    return () => {
      if (!isHeld) return;
      isHeld = false;
      for (const { file } of pieces) this.#release(file);
    };
  }

  /** Removes files that no record names any more. */
  retire(pieces: readonly Piece[]): void {
    for (const { file } of pieces) {
      if (this.#readers.has(file)) this.#retired.add(file);
      else this.#remove(file);
    }
  }

  /** Removes leftovers of an interrupted server: every file that no record names. */
  sweep(named: ReadonlySet<string>): void {
    for (const file of listFolder(this.#folder)) {
      if (!named.has(file)) this.#remove(file);
    }
  }

  /** Resolves when every removal in progress has ended. */
  async settled(): Promise<void> {
    await Promise.all(this.#removals);
  }

  #release(file: string): void {
    const readers = (this.#readers.get(file) ?? 1) - 1;
    if (readers > 0) {
      this.#readers.set(file, readers);
      return;
    }
    this.#readers.delete(file);
    if (this.#retired.delete(file)) this.#remove(file);
  }

  #remove(file: string): void {
    const removal = rm(this.path(file), { force: true })
      .catch(() => undefined)
      .finally(() => this.#removals.delete(removal));
    this.#removals.add(removal);
  }
}
