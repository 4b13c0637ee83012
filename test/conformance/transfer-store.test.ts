import { describe } from 'vitest';
import { describeAdding } from './store/adding.ts';
import { describeClaiming } from './store/claiming.ts';
import { describeCommands } from './store/commands.ts';
import { describeReading } from './store/reading.ts';
import { openRealStore } from './store/real-store.ts';
import { describeRunning } from './store/running.ts';
import { openSimulatedStore } from './store/simulated-store.ts';
import { describeTakingOver } from './store/taking-over.ts';

/*
 * The promises of TransferStore and TransferQueries (main/engine/ports/transfer-store.ts), for each
 * adapter. Only `page` is missing: the simulated store refuses it, because no decision of the
 * engine may depend on a page (test/main/store/operations/paging.test.ts).
 */
describe.each([
  ['SQLite', openRealStore],
  ['simulated', openSimulatedStore],
])('the %s store', (_name, open) => {
  describeAdding(open);
  describeTakingOver(open);
  describeClaiming(open);
  describeRunning(open);
  describeCommands(open);
  describeReading(open);
});
