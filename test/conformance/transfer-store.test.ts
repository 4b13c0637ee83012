import { describe } from 'vitest';
import { describeAdding } from './store/adding.ts';
import { describeClaiming } from './store/claiming.ts';
import { describeCommands } from './store/commands.ts';
import { describeFailing } from './store/failing.ts';
import { describePaging } from './store/paging.ts';
import { describeReading } from './store/reading.ts';
import { openRealFailingStore } from './store/real-failing-store.ts';
import { openRealStore } from './store/real-store.ts';
import { describeRunning } from './store/running.ts';
import { openSimulatedFailingStore, openSimulatedStore } from './store/simulated-store.ts';
import { describeTakingOver } from './store/taking-over.ts';

// The promises of TransferStore and TransferQueries (main/engine/ports/transfer-store.ts), for each
// adapter.
describe.each([
  ['SQLite', openRealStore, openRealFailingStore],
  ['simulated', openSimulatedStore, openSimulatedFailingStore],
])('the %s store', (_name, open, openFailing) => {
  // Each suite opens a store before its tests, and only before its own.
  describe('adds rows', () => {
    describeAdding(open);
  });
  describe('takes over rows', () => {
    describeTakingOver(open);
  });
  describe('hands out rows', () => {
    describeClaiming(open);
  });
  describe('records runs', () => {
    describeRunning(open);
  });
  describe('does commands', () => {
    describeCommands(open);
  });
  describe('reads rows', () => {
    describeReading(open);
  });
  describe('reads pages', () => {
    describePaging(open);
  });
  describe('reports failures', () => {
    describeFailing(openFailing);
  });
});
