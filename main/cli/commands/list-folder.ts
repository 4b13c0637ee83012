import { appendFile, mkdir, open, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { TransferError } from '../../../shared/errors.ts';
import { UsageError } from '../report/exit-codes.ts';

/** Characters that wait in memory before they are appended to their files. */
const mostBuffered = 4 * 1024 * 1024;

function explained(error: unknown, folder: string): unknown {
  const { code = '' } = error as NodeJS.ErrnoException;
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new TransferError({ code: 'disk-full', detail: folder }, { cause: error });
  }
  if (!['EACCES', 'EPERM', 'EROFS', 'ENOENT', 'ENOTDIR', 'ENAMETOOLONG'].includes(code)) {
    return error;
  }
  const next = 'Name another one with --output.';
  return new UsageError(`The folder ${folder} cannot be written (${code}).`, next);
}

async function exists(folder: string): Promise<boolean> {
  return await stat(folder).then(
    () => true,
    () => false,
  );
}

/**
 * A folder of text files that appears as a whole: `publish` renames it into place, after `complete`
 * has put every byte on disk. Until then it has another name, and `discard` removes it.
 */
export class ListFolder {
  /** Absolute path that the folder has in the end. */
  readonly path: string;
  readonly #temporary: string;
  readonly #files = new Set<string>();
  #buffers = new Map<string, string[]>();
  #buffered = 0;

  private constructor(folder: string) {
    this.path = folder;
    this.#temporary = `${folder}.tmp-${process.pid}`;
  }

  /** @throws UsageError when the folder cannot be made, or exists and `force` is false */
  static async create(folder: string, force: boolean): Promise<ListFolder> {
    if (!force && (await exists(folder))) {
      const next = 'Name another one with --output, or give --force to move that one aside.';
      throw new UsageError(`${folder} exists.`, next);
    }
    const made = new ListFolder(folder);
    await made.#guard(() => mkdir(made.#temporary, { recursive: true }));
    return made;
  }

  /** Adds a line to a file of the folder. */
  async add(file: string, line: string): Promise<void> {
    const lines = this.#buffers.get(file) ?? [];
    if (lines.length === 0) this.#buffers.set(file, lines);
    lines.push(line);
    this.#buffered += line.length;
    if (this.#buffered >= mostBuffered) await this.#flush();
  }

  /** Puts every line on disk. @throws TransferError `disk-full` */
  async complete(): Promise<void> {
    await this.#flush();
    await this.#guard(async () => {
      for (const file of this.#files) await this.#sync(file);
      // Windows opens no folders; its rename is durable without that.
      if (process.platform !== 'win32') await this.#sync('.');
    });
  }

  /** Lets the folder appear. Call `complete` before. */
  async publish(): Promise<void> {
    await this.#guard(async () => {
      if (await exists(this.path)) await rename(this.path, await this.#aside());
      await rename(this.#temporary, this.path);
      if (process.platform !== 'win32') await this.#sync(path.dirname(this.path));
    });
  }

  async discard(): Promise<void> {
    await rm(this.#temporary, { recursive: true, force: true });
  }

  /** A free name for the folder that is in the way. */
  async #aside(): Promise<string> {
    for (let number = 1; ; number += 1) {
      const name = `${this.path}.old-${number}`;
      if (!(await exists(name))) return name;
    }
  }

  async #sync(file: string): Promise<void> {
    const handle = await open(path.resolve(this.#temporary, file));
    await handle.sync().finally(() => handle.close());
  }

  async #flush(): Promise<void> {
    const buffers = this.#buffers;
    this.#buffers = new Map();
    this.#buffered = 0;
    await this.#guard(async () => {
      for (const [file, lines] of buffers) {
        this.#files.add(file);
        await appendFile(path.join(this.#temporary, file), `${lines.join('\n')}\n`);
      }
    });
  }

  async #guard(write: () => Promise<unknown>): Promise<void> {
    try {
      await write();
    } catch (error) {
      throw explained(error, this.path);
    }
  }
}
