import { join } from 'node:path';
import { assemble } from '../../main/assembly.ts';
import { keepHeapSmall } from '../../main/cli/session/open-ferry.ts';
import { createEnvironmentCredentials } from '../../main/oss/credential-sources.ts';
import { bench, measure, readOrder } from './measurement.ts';

/** The whole of Ferry below the window: database, checkpoints, checks, worker threads. */
const order = readOrder();
// As the command line does.
keepHeapSmall();
const ferry = await assemble({
  databaseFile: join(order.scratch, 'queue.db'),
  credentials: () =>
    createEnvironmentCredentials({
      OSS_ACCESS_KEY_ID: bench.keys,
      OSS_ACCESS_KEY_SECRET: bench.keys,
    }),
  environment: {},
  sendsAtOnce: true,
});
const { engine, store } = ferry;
const account = {
  id: 'bench',
  name: 'bench',
  endpoint: order.endpoint,
  region: bench.region,
  addressing: 'virtual-host' as const,
  credentials: { kind: 'environment' as const },
};
await engine.saveAccount(account);
await engine.start();
const measurement = await measure(async () => {
  await engine.add({
    destination: { accountId: account.id, bucket: bench.bucket, prefix: 'ferry/' },
    conflictPolicy: 'overwrite',
    options: {},
    scanOptions: {},
    roots: [order.path],
  });
  await engine.settled();
});
const { states } = await store.counters();
await ferry.close();
const others = states.failed.files + states.waiting.files + states.queued.files;
if (states.done.files === 0 || others > 0) throw new Error(`Not done: ${JSON.stringify(states)}`);
process.stdout.write(`${JSON.stringify(measurement)}\n`);
