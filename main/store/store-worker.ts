import { parentPort, workerData } from 'node:worker_threads';
import { assertNever } from '../../shared/assert-never.ts';
import { openDatabase } from './database/open-database.ts';
import { toStoreError } from './database/sqlite-errors.ts';
import { allMigrations } from './migrations/all-migrations.ts';
import { StoreSession } from './store-session.ts';
import type { StoreMessage, StoreRequest, StoreWorkerOptions } from './store-calls.ts';

const spaceCheckInterval = 1000;
const backupInterval = 15 * 60 * 1000;

if (parentPort === null) throw new Error('The store worker was started without a parent');
const port = parentPort;
const options = workerData as StoreWorkerOptions;

function post(message: StoreMessage): void {
  port.postMessage(message);
}

/** Serves one store until it is closed. Meanwhile messages of the parent wait in the port. */
async function serve(): Promise<void> {
  const queue = await openDatabase({ ...options, migrations: allMigrations });
  const session = new StoreSession(queue, {
    backups: options.backups,
    onDiskFull: (full) => post({ type: 'disk', full }),
  });
  const timers = [
    setInterval(() => session.checkFreeSpace(), spaceCheckInterval),
    setInterval(() => void session.backUp(), backupInterval),
  ];

  const close = async (): Promise<void> => {
    timers.forEach((timer) => clearInterval(timer));
    await session.close();
    post({ type: 'closed' });
    port.close();
  };

  port.on('message', (request: StoreRequest) => {
    switch (request.type) {
      case 'calls':
        post(session.answer(request));
        break;
      case 'close':
        void close();
        break;
      default:
        assertNever(request, 'request to the store');
    }
  });
  post({ type: 'opened', ...(queue.recovery && { recovery: queue.recovery }) });
}

try {
  await serve();
} catch (error) {
  post({ type: 'refused', error: toStoreError(error).record });
  port.close();
}
