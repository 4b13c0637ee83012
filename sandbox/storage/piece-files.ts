import { randomBytes } from 'node:crypto';
import { constants, mkdirSync } from 'node:fs';
import { copyFile, link, open, rm, type FileHandle } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { listFolder, isMissing } from './record-files.ts';
import type { Piece } from './records.ts';

/**
 * The data files of one bucket. A piece belongs to one record; when that record goes, its file
 * goes too, but not before the last reader has let go of it.
 */
export class PieceFiles {
  readonly #folder: string;
  readonly #readers = new Map<string, number>();
  readonly #retired = new Set<string>();
  readonly #removals = new Set<Promise<void>>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  path(file: string): string {
    return join(this.#folder, file.slice(0, 2), file);
  }

  newName(): string {
    return randomBytes(12).toString('hex');
  }

  async create(file: string): Promise<FileHandle> {
    const path = this.path(file);
    const flags = constants.O_CREAT | constants.O_EXCL | constants.O_WRONLY;
    try {
      return await open(path, flags);
    } catch (error) {
      if (!isMissing(error)) throw error;
      mkdirSync(dirname(path), { recursive: true });
      return await open(path, flags);
    }
  }

  /** Gives bytes of another bucket or object a second name; copies them where links are not had. */
  async adopt(source: PieceFiles, piece: Piece): Promise<Piece> {
    const file = this.newName();
    const path = this.path(file);
    mkdirSync(dirname(path), { recursive: true });
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

  /** Removes files no record names any more. */
  retire(pieces: readonly Piece[]): void {
    for (const { file } of pieces) {
      if (this.#readers.has(file)) this.#retired.add(file);
      else this.#remove(file);
    }
  }

  /** Removes what an interrupted server left behind: every file that no record names. */
  sweep(named: ReadonlySet<string>): void {
    for (const entry of listFolder(this.#folder)) {
      for (const file of listFolder(join(this.#folder, entry))) {
        if (!named.has(file)) this.#remove(file);
      }
    }
  }

  /** Resolves when every removal under way has happened. */
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
