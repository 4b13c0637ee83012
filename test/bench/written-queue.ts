import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import type { NewTransfer } from '../../main/engine/ports/transfer-store.ts';
import { openStore } from '../../main/store/open-store.ts';
import { defaultPreferences, type Preferences } from '../../shared/preferences.ts';
import { ask } from '../e2e/helpers/bridge.ts';

const rowsAtOnce = 10_000;
const destination = { accountId: 'bench', bucket: 'bench', prefix: '' };
const common = { conflictPolicy: 'skip', options: {} } as const;

/** An upload of a written queue, whose files are paused, have failed or were there before. */
export interface WrittenUpload {
  readonly name: string;
  readonly files: number;
  readonly state: 'paused' | 'failed' | 'skipped';
  /** Milliseconds since 1970; absent: now. */
  readonly createdAt?: number;
  /** Absent: the root of the bucket. */
  readonly prefix?: string;
}

/** The account of the written uploads; nothing answers at its endpoint. */
const benchAccount = {
  id: destination.accountId,
  name: 'Bench',
  endpoint: 'http://127.0.0.1:9',
  region: 'cn-hangzhou',
  addressing: 'virtual-host',
} as const;

/** Gives the app that runs on written uploads keys for their account: links are signed. */
export async function saveBenchKeys(page: Page): Promise<void> {
  await ask(page, 'app', 'changePreferences', { allowPlainSecrets: true });
  await ask(page, 'accounts', 'save', {
    ...benchAccount,
    secrets: { accessKeyId: 'LTAI-bench', accessKeySecret: 'bench-secret' },
  });
}

/** Writes a folder as the app leaves it: the user has an account, and `rows` paused files. */
export async function writeUserData(folder: string, rows: number): Promise<void> {
  await writeUploads(folder, rows === 0 ? [] : [{ name: 'archive', files: rows, state: 'paused' }]);
}

/** The same with several uploads. */
export async function writeUploads(
  folder: string,
  uploads: readonly WrittenUpload[],
): Promise<void> {
  mkdirSync(join(folder, 'queue'), { recursive: true });
  const preferences: Preferences = {
    ...defaultPreferences,
    destinations: [{ id: 'bench', ...destination, ...common }],
    currentDestination: 'bench',
  };
  writeFileSync(join(folder, 'preferences.json'), JSON.stringify(preferences));
  const store = await openStore({ file: join(folder, 'queue', 'queue.db') });
  await store.saveAccount({ ...benchAccount, credentials: { kind: 'keychain' } });
  for (const upload of uploads) await addUpload(store, upload);
  // Nothing shall move while the window is measured.
  await store.applyToAll({ all: true }, { type: 'pause' });
  await store.close();
}

async function addUpload(
  store: Awaited<ReturnType<typeof openStore>>,
  { name, files, state, createdAt = Date.now(), prefix = '' }: WrittenUpload,
): Promise<void> {
  const { id } = await store.addBatch({
    ...common,
    name,
    destination: { ...destination, prefix },
    scanOptions: {},
    roots: [],
    createdAt,
  });
  const detail = 'The bench has made this file fail.';
  const states: Readonly<Record<WrittenUpload['state'], NewTransfer['state']>> = {
    paused: { name: 'queued' },
    failed: { name: 'failed', error: { code: 'internal', detail } },
    skipped: { name: 'skipped', reason: 'identical' },
  };
  for (let first = 0; first < files; first += rowsAtOnce) {
    const length = Math.min(rowsAtOnce, files - first);
    const added = Array.from({ length }, (_, index) => {
      const path = `${name}/${String(first + index).padStart(7, '0')}.bin`;
      return {
        key: prefix + path,
        source: { kind: 'file', path: join('/', path) },
        relativePath: path,
        size: 16 * 1024,
        lane: 'small',
        state: states[state],
      } as const;
    });
    await store.addTransfers(id, added);
  }
}
