import { lstatSync, realpathSync, statSync, type BigIntStats } from 'node:fs';
import { basename, dirname, sep } from 'node:path';
import { TransferError, type ErrorRecord } from '../../../shared/errors.ts';
import type { SkipReason } from '../../../shared/transfer-state.ts';
import type { SourcePath } from '../../../shared/transfer.ts';
import type { ScanOptions } from '../../../shared/upload/upload-options.ts';
import type { ScanEntry } from '../../engine/ports/source-files.ts';
import { joinLeftOut, type LeftOut } from '../../../shared/upload/name-pattern.ts';
import {
  namesInOrder,
  createNameFilter,
  type NameFilter,
  type NameKind,
  type NameRule,
} from './folder-names.ts';
import {
  keyOf,
  OwnFiles,
  nameOfRoot,
  locationInside,
  rootLocation,
  type ByteString,
  type SourceLocation,
  type ReadableName,
  decodeSourcePath,
} from './source-location.ts';
import { sourceError } from './source-errors.ts';
import { identityOf } from './open-source.ts';

/** A folder whose names the walk is reading. */
interface OpenFolder {
  readonly kind: 'folder';
  readonly location: SourceLocation;
  /** Device and inode. */
  readonly key: string;
  readonly names: readonly ByteString[];
  /** Names among them that are Ferry's own files. */
  readonly own: ReadonlySet<ByteString> | undefined;
  next: number;
}

/** The result of one check: an entry to report, a folder to walk, or `undefined`. */
type Found = ScanEntry | OpenFolder | undefined;

/**
 * Walks a root. Disk access is synchronous, because a walk has its own thread. Synchronous access
 * is several times as fast as asynchronous access.
 */
export class FolderWalk {
  readonly #root: SourceLocation;
  readonly #name: ReadableName;
  readonly #options: ScanOptions;
  readonly #filter: NameFilter;
  readonly #ownFiles: OwnFiles;
  #leftOut: LeftOut[] = [];
  /** Device and inode of every folder entered through a link. */
  readonly #entered = new Set<string>();
  /** Device and inode of the root when the walk began. */
  #rootKey = '';

  constructor(root: SourcePath, options: ScanOptions, ownFiles = new OwnFiles()) {
    this.#root = rootLocation(root);
    this.#name = nameOfRoot(this.#root);
    this.#options = options;
    this.#filter = createNameFilter(options);
    this.#ownFiles = ownFiles;
  }

  /**
   * Checks one name after the other, depth first, with the names of a folder in the order of
   * `namesInOrder`. A name without an entry yields `undefined`, so that the caller can count.
   *
   * @throws TransferError when the root itself cannot be read, or disappears during the walk.
   */
  *entries(): Generator<ScanEntry | undefined, void, undefined> {
    const stack: OpenFolder[] = [];
    for (let found = this.#readRoot(); ; found = this.#readNext(stack)) {
      if (found?.kind === 'folder') stack.push(found);
      else yield found;
      while (stack.at(-1)?.next === stack.at(-1)?.names.length && stack.length > 0) stack.pop();
      if (stack.length === 0) return;
    }
  }

  /**
   * The one entry of a root that is a file, or none when a rule excludes it; `undefined` when the
   * root is a folder.
   *
   * @throws TransferError when the root cannot be read
   */
  rootFile(): readonly ScanEntry[] | undefined {
    const found = this.#readRoot();
    if (found?.kind === 'folder') return undefined;
    return found === undefined ? [] : [found];
  }

  /** The names that rules excluded since the last call. */
  takeLeftOut(): readonly LeftOut[] {
    const taken = this.#leftOut;
    this.#leftOut = [];
    return taken;
  }

  #readRoot(): Found {
    try {
      const stats = statSync(decodeSourcePath(this.#root.path), { bigint: true });
      this.#rootKey = keyOf(stats);
      if (stats.isDirectory()) return this.#enter(this.#root, stats);
      if (this.#isOwnFile(this.#root)) {
        return { kind: 'skipped', ...this.#where(this.#root), reason: 'own-database' };
      }
      return this.#report(this.#root, stats, this.#name.text);
    } catch (error) {
      throw sourceError(error);
    }
  }

  #isOwnFile({ bytes }: SourceLocation): boolean {
    const folder = statSync(Buffer.from(dirname(bytes), 'latin1'), { bigint: true });
    return this.#ownFiles.namesIn(folder)?.has(basename(bytes)) === true;
  }

  #readNext(stack: readonly OpenFolder[]): Found {
    const folder = stack.at(-1);
    const name = folder?.names[folder.next];
    if (folder === undefined || name === undefined) return undefined;
    folder.next += 1;
    const location = locationInside(folder.location, name);
    if (folder.own?.has(name) === true) return this.#skip(location, 'own-database');
    try {
      return this.#read(location, stack);
    } catch (error) {
      if (this.#isLeftOut(this.#filter.excludes(location.below, 'file'), 'file')) return undefined;
      const { record } = sourceError(error);
      if (record.code !== 'source-missing') return this.#refuse(location, record);
    }
    // A file that was deleted during the scan is simply absent.
    this.#requireRoot();
    return undefined;
  }

  /** When the root itself disappears, as with a disk, the state of its files is unknown. */
  #requireRoot(): void {
    const path = decodeSourcePath(this.#root.path);
    const stats = statSync(path, { bigint: true, throwIfNoEntry: false });
    if (stats !== undefined && keyOf(stats) === this.#rootKey) return;
    const detail = 'The folder went away while it was scanned';
    throw new TransferError({ code: 'source-missing', detail });
  }

  #read(location: SourceLocation, stack: readonly OpenFolder[]): Found {
    const stats = lstatSync(decodeSourcePath(location.path), { bigint: true });
    const kind = stats.isDirectory() ? 'folder' : 'file';
    if (this.#isLeftOut(this.#filter.excludes(location.below, kind), kind)) return undefined;
    if (stats.isSymbolicLink()) return this.#followLink(location, stack);
    return stats.isDirectory() ? this.#enter(location, stats) : this.#report(location, stats);
  }

  /**
   * Follows a link if the options allow it. Stays inside the root, enters no folder that the walk is
   * in, and each other folder through one link only.
   */
  #followLink(location: SourceLocation, stack: readonly OpenFolder[]): Found {
    if (this.#options.followLinks !== true) return this.#skip(location, 'symbolic-link');
    const path = decodeSourcePath(location.path);
    const stats = statSync(path, { bigint: true, throwIfNoEntry: false });
    if (stats === undefined) {
      return this.#refuse(location, { code: 'source-missing', detail: 'The link leads nowhere' });
    }
    if (!this.#holds(realpathSync.native(path, 'latin1')))
      return this.#skip(location, 'symbolic-link');
    if (!stats.isDirectory()) return this.#report(location, stats);
    if (this.#isLeftOut(this.#filter.excludes(location.below, 'folder'), 'folder'))
      return undefined;
    const key = keyOf(stats);
    const isOpen = stack.some((folder) => folder.key === key);
    if (isOpen || this.#entered.has(key)) return this.#skip(location, 'symbolic-link');
    this.#entered.add(key);
    return this.#enter(location, stats);
  }

  /** True when a real path lies inside the real root. */
  #holds(path: ByteString): boolean {
    const root = realpathSync.native(decodeSourcePath(this.#root.path), 'latin1');
    return path === root || path.startsWith(root.endsWith(sep) ? root : root + sep);
  }

  #enter(location: SourceLocation, stats: BigIntStats): Found {
    const names = namesInOrder(location.path);
    const own = this.#ownFiles.namesIn(stats);
    if (names.length > 0) {
      return { kind: 'folder', location, key: keyOf(stats), names, own, next: 0 };
    }
    if (this.#options.keepEmptyFolders !== true) return undefined;
    const rule =
      location.below === '' ? undefined : this.#filter.leavesOut(location.below, 'folder');
    if (this.#isLeftOut(rule, 'folder')) return undefined;
    return this.#named(location, (where) => ({ kind: 'empty-folder', ...where }));
  }

  #report(location: SourceLocation, stats: BigIntStats, filterName = location.below): Found {
    if (this.#isLeftOut(this.#filter.leavesOut(filterName, 'file'), 'file')) return undefined;
    if (!stats.isFile()) return this.#skip(location, 'special-file');
    const identity = identityOf(stats);
    return this.#named(location, (where) => ({ kind: 'file', ...where, identity }));
  }

  #skip(location: SourceLocation, reason: SkipReason): Found {
    if (this.#isLeftOut(this.#filter.leavesOut(location.below, 'file'), 'file')) return undefined;
    return { kind: 'skipped', ...this.#where(location), reason };
  }

  /** True when a rule excludes the name; the exclusion is counted. */
  #isLeftOut(rule: NameRule | undefined, kind: NameKind): boolean {
    if (rule === undefined) return false;
    const files = kind === 'file' ? 1 : 0;
    this.#leftOut = joinLeftOut(this.#leftOut, [{ ...rule, files, folders: 1 - files }]);
    return true;
  }

  #refuse(location: SourceLocation, error: ErrorRecord): ScanEntry {
    return { kind: 'refused', ...this.#where(location), error };
  }

  /** An entry to send if the name is text, otherwise an entry that needs a decision of the user. */
  #named(
    location: SourceLocation,
    entry: (where: Pick<ScanEntry, 'path' | 'relativePath'>) => ScanEntry,
  ): ScanEntry {
    const where = this.#where(location);
    if (location.isText && this.#name.isText) return entry(where);
    return this.#refuse(location, {
      code: 'name-not-text',
      detail: 'The name is not UTF-8',
      proposedKey: where.relativePath,
    });
  }

  #where({ path, below }: SourceLocation): Pick<ScanEntry, 'path' | 'relativePath'> {
    const { text } = this.#name;
    const relativePath = text === '' || below === '' ? text + below : `${text}/${below}`;
    const isNormal = this.#options.normalizeNames === true;
    return { path, relativePath: isNormal ? relativePath.normalize('NFC') : relativePath };
  }
}
