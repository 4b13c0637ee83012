import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createSourceFiles } from '../../../main/transfer/source/source-files.ts';
import { createTransport } from '../../../main/transfer/workers/worker-pool.ts';
import { patternedBytes } from '../../helpers/sandbox-fixture.ts';
import type { SourceFilesUnderTest } from './source-files-under-test.ts';

/** The adapter on the file system of this computer, in a temporary folder, with real workers. */
export function openRealFiles(): SourceFilesUnderTest {
  const folder = mkdtempSync(join(tmpdir(), 'ferry-files-'));
  const transport = createTransport();
  const path = (name: string) => join(folder, name);
  const write = (name: string, bytes: Uint8Array) => {
    mkdirSync(dirname(path(name)), { recursive: true });
    writeFileSync(path(name), bytes);
  };
  /** Repeats a change until the coarse clock of the file system has moved. */
  const change = (name: string, run: () => void) => {
    const before = statSync(path(name), { bigint: true }).ctimeNs;
    do run();
    while (statSync(path(name), { bigint: true }).ctimeNs === before);
  };
  return {
    files: createSourceFiles(transport),
    path,
    write: (name, size, content = 1) => {
      rmSync(path(name), { force: true });
      write(name, patternedBytes(size, content));
    },
    edit: (name) => {
      const bytes = readFileSync(path(name)).map((byte) => byte ^ 1);
      change(name, () => write(name, bytes));
    },
    touch: (name) => change(name, () => chmodSync(path(name), 0o600)),
    truncate: (name, size) => change(name, () => truncateSync(path(name), size)),
    remove: (name) => rmSync(path(name)),
    makeEmptyFolder: (name) => mkdirSync(path(name), { recursive: true }),
    makeLink: (name) => symlinkSync(folder, path(name)),
    writeSpool: (name) => write(name, patternedBytes(10, 1)),
    exists: (name) => existsSync(path(name)),
    close: async () => {
      await transport.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
