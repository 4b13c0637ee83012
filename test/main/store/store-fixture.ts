import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach } from 'vitest';
import { openStore } from '../../../main/store/open-store.ts';
import type { OpenedStore, StoreOptions } from '../../../main/store/open-store.ts';

export interface StoreFolder {
  readonly folder: string;
  /** The database of the test. */
  readonly file: string;
  /** What lies in the folder. */
  names(): string[];
  /** Opens a store that is closed after the test. */
  open(options?: Partial<StoreOptions>): Promise<OpenedStore>;
}

/** A folder of its own for each test. */
export function useStoreFolder(): StoreFolder {
  let folder = '';
  const opened: OpenedStore[] = [];
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'ferry-store-'));
  });
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((store) => store.close()));
    rmSync(folder, { recursive: true, force: true });
  });
  const file = () => path.join(folder, 'queue.db');
  return {
    get folder() {
      return folder;
    },
    get file() {
      return file();
    },
    names: () => readdirSync(folder).sort(),
    open: async (options = {}) => {
      const store = await openStore({ file: file(), ...options });
      opened.push(store);
      return store;
    },
  };
}
