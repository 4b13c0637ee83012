import { EventEmitter } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openDatabase } from '../../../main/store/database/open-database.ts';
import { allMigrations } from '../../../main/store/migrations/all-migrations.ts';
import {
  callNames,
  type StoreMessage,
  type StoreRequest,
} from '../../../main/store/store-calls.ts';
import { StoreClient } from '../../../main/store/open-store.ts';
import { StoreSession } from '../../../main/store/store-session.ts';
import type { FailingStoreUnderTest } from './failing.ts';
import type { Store } from './store-under-test.ts';

/** Does what the store's worker does, in this thread; messages are copied as between two. */
class WorkerInThisThread extends EventEmitter {
  #session: StoreSession | undefined;

  /** @param session handles the requests from now on; `undefined` when the worker has ended */
  serve(session: StoreSession | undefined): void {
    this.#session = session;
  }

  postMessage(request: StoreRequest): void {
    const copy = structuredClone(request);
    setImmediate(() => {
      if (this.#session === undefined) return;
      if (copy.type === 'calls') this.send(this.#session.answer(copy));
      else this.send({ type: 'closed' });
    });
  }

  send(message: StoreMessage): void {
    this.emit('message', structuredClone(message));
  }
}

/** The SQLite store on a database that may stop growing, like one on a full disk. */
export async function openRealFailingStore(): Promise<FailingStoreUnderTest> {
  const folder = mkdtempSync(path.join(tmpdir(), 'ferry-failing-'));
  const file = path.join(folder, 'queue.db');
  const options = { file, migrations: allMigrations, backups: false, openedAt: 0 };
  const queue = await openDatabase(options);
  const worker = new WorkerInThisThread();
  const onDiskFull = (full: boolean): void => {
    worker.send({ type: 'disk', full });
  };
  const session = new StoreSession(queue, { backups: false, onDiskFull });
  worker.serve(session);
  const client = new StoreClient(worker, () => 1000);
  const calls = callNames.map((name) => [
    name,
    (...args: readonly unknown[]) => client.call(name, args),
  ]);
  let isClosed = false;
  return {
    store: {
      ...(Object.fromEntries(calls) as Store),
      onDiskFull: (listener) => client.onDiskFull(listener),
      onFailure: (listener) => client.onFailure(listener),
    },
    setFull(full) {
      const pages = Number(queue.database.pragma('page_count', { simple: true }));
      queue.database.pragma(`max_page_count = ${full ? pages : 1_000_000}`);
      if (!full) session.checkFreeSpace();
    },
    fail() {
      worker.serve(undefined);
      worker.emit('error', new Error('The worker ended'));
    },
    async close() {
      await client.close();
      if (isClosed) return;
      isClosed = true;
      await session.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
