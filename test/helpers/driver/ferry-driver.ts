import { assemble, type Assembly } from '../../../main/assembly.ts';
import { createEnvironmentCredentials } from '../../../main/oss/credential-sources.ts';
import { TransferError } from '../../../shared/errors.ts';
import { isFinal } from '../../../shared/transfer-state.ts';
import { cleanupsRest } from '../cleanups-rest.ts';
import { dieAt } from './crash-point.ts';
import type { DriverLine, DriverOrder } from './driver-lines.ts';

/**
 * Run as a process of its own: does what an order says and prints each step as a line of JSON, which
 * is out before the next step begins. Keys are in the environment, as for the command line.
 */
const order = JSON.parse(process.argv[2] ?? '') as DriverOrder;

function say(line: DriverLine): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

/** Says what the store has confirmed, and only then lets the engine know. */
function listenIn({ engine, store }: Assembly): void {
  const quiet = { ...store };
  let parts = 0;
  store.saveUploadId = async (id, uploadId) => {
    await quiet.saveUploadId(id, uploadId);
    say({ type: 'upload', id, uploadId });
  };
  store.savePart = async (id, part) => {
    await quiet.savePart(id, part);
    say({ type: 'part', id, number: part.number });
    parts += 1;
    if (parts === order.cancelAfterParts) void engine.cancel({ all: true });
  };
  store.apply = async (id, event, facts) => {
    const applied = await quiet.apply(id, event, facts);
    if (applied && event.type === 'finish') say({ type: 'done', id });
    return applied;
  };
}

/** What the database believes before anything is done. */
async function sayWhatIsThere({ store }: Assembly): Promise<void> {
  const { rows } = await store.page(
    {},
    { by: 'queue', descending: false },
    { offset: 0, limit: 100_000 },
  );
  for (const { id, key, relativePath, state } of rows) {
    const checkpoint = isFinal(state.name) ? undefined : await store.checkpoint(id);
    say({
      type: 'row',
      id,
      key,
      relativePath,
      state,
      parts: checkpoint?.parts.map(({ number }) => number) ?? [],
      ...(checkpoint?.uploadId === undefined ? {} : { uploadId: checkpoint.uploadId }),
    });
  }
}

async function work(ferry: Assembly): Promise<void> {
  const { engine, store } = ferry;
  await sayWhatIsThere(ferry);
  say({ type: 'read' });
  if (order.crash !== undefined) dieAt(order.crash, ferry);
  listenIn(ferry);
  await engine.saveAccount(order.account);
  await engine.start();
  if ((await store.batches(1)).length === 0) {
    const { account, bucket, roots } = order;
    await engine.add({
      destination: { accountId: account.id, bucket, prefix: '' },
      conflictPolicy: 'overwrite',
      options: {},
      scanOptions: {},
      roots,
    });
    say({ type: 'added' });
  }
  do await engine.settled();
  while (!(await cleanupsRest(store)));
  await sayWhatIsThere(ferry);
  await ferry.close();
  say({ type: 'settled' });
}

try {
  const credentials = createEnvironmentCredentials(process.env);
  await work(
    await assemble({
      databaseFile: order.databaseFile,
      settings: order.settings,
      credentials: () => credentials,
      environment: {},
    }),
  );
} catch (error) {
  if (!(error instanceof TransferError)) throw error;
  say({ type: 'refused', error: error.record });
}
