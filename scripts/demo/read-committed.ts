import { openStore } from '../../main/store/open-store.ts';
import { partName } from './count-sent.ts';
import type { Committed } from './count-sent.ts';

const pageSize = 10_000;

/** Reads the finished work from the database of a killed Ferry, without changing the database. */
export async function readCommitted(databaseFile: string): Promise<Committed> {
  const store = await openStore({ file: databaseFile });
  try {
    const keys = new Set<string>();
    const parts = new Set<string>();
    for (let offset = 0; ; offset += pageSize) {
      const { rows } = await store.page(
        {},
        { by: 'queue', descending: false },
        { offset, limit: pageSize },
      );
      for (const { id, key, state, bytesSent } of rows) {
        if (state.name === 'done') keys.add(key);
        else if (bytesSent > 0) {
          const details = await store.details(id);
          for (const { number } of details?.checkpoint?.parts ?? [])
            parts.add(partName(key, number));
        }
      }
      if (rows.length < pageSize) return { keys, parts };
    }
  } finally {
    await store.close();
  }
}
