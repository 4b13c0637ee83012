import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openStore } from '../../main/store/open-store.ts';
import { defaultPreferences, type Preferences } from '../../shared/preferences.ts';

const rowsAtOnce = 10_000;
const destination = { accountId: 'bench', bucket: 'bench', prefix: '' };
const common = { conflictPolicy: 'skip', options: {} } as const;

/** Writes a folder as the app leaves it: with an account and `rows` paused uploads. */
export async function writeUserData(folder: string, rows: number): Promise<void> {
  mkdirSync(join(folder, 'queue'), { recursive: true });
  const preferences: Preferences = {
    ...defaultPreferences,
    destinations: [{ id: 'bench', ...destination, ...common }],
    currentDestination: 'bench',
  };
  writeFileSync(join(folder, 'preferences.json'), JSON.stringify(preferences));
  const store = await openStore({ file: join(folder, 'queue', 'queue.db') });
  await store.saveAccount({
    id: destination.accountId,
    name: 'Bench',
    endpoint: 'http://127.0.0.1:9',
    region: 'cn-hangzhou',
    addressing: 'virtual-host',
    credentials: { kind: 'keychain' },
  });
  if (rows > 0) await addRows(store, rows);
  await store.close();
}

async function addRows(store: Awaited<ReturnType<typeof openStore>>, rows: number): Promise<void> {
  const { id } = await store.addBatch({
    ...common,
    name: 'archive',
    destination,
    scanOptions: {},
    roots: [],
    createdAt: Date.now(),
  });
  for (let first = 0; first < rows; first += rowsAtOnce) {
    const length = Math.min(rowsAtOnce, rows - first);
    const added = Array.from({ length }, (_, index) => {
      const key = `archive/${String(first + index).padStart(7, '0')}.bin`;
      return {
        key,
        source: { kind: 'file', path: join('/', key) },
        relativePath: key,
        size: 16 * 1024,
        lane: 'small',
        state: { name: 'queued' },
      } as const;
    });
    await store.addTransfers(id, added);
  }
  // Nothing shall move while the start is measured.
  await store.applyToAll({ all: true }, { type: 'pause' });
}
