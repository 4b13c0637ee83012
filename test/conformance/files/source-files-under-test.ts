import type { SourceFiles } from '../../../main/engine/ports/source-files.ts';

/** An adapter of the port SourceFiles on an empty folder. Names are relative to that folder. */
export interface SourceFilesUnderTest {
  readonly files: SourceFiles;
  /** The path of a name. */
  path(name: string): string;
  /** Writes a new file, in place of a file of that name. Equal `content` gives equal bytes. */
  write(name: string, size: number, content?: number): void;
  /** Changes bytes in place; the size stays. */
  edit(name: string): void;
  /** Changes only the change time, as a change of the permissions does. */
  touch(name: string): void;
  truncate(name: string, size: number): void;
  remove(name: string): void;
  makeEmptyFolder(name: string): void;
  makeLink(name: string): void;
  /** Writes a spool file of Ferry. */
  writeSpool(name: string): void;
  exists(name: string): boolean;
  close(): Promise<void>;
}
