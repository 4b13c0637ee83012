import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import type { TransferEvent } from '../../../../shared/transfer-state.ts';
import { CallCommitter, storeOperations } from '../../../../main/store/store-session.ts';
import { migrate } from '../../../../main/store/database/schema.ts';
import { allMigrations } from '../../../../main/store/migrations/all-migrations.ts';
import { StoreContext } from '../../../../main/store/operations/store-context.ts';
import type { StoreCall } from '../../../../main/store/store-calls.ts';
import { SeededRandom } from '../../../simulation/world/seeded-random.ts';
import { expectTrueCounters, expectTrueFolders, expectTrueSkips } from '../operations-fixture.ts';
import { accessDenied, newBatch, newFile } from '../sample-rows.ts';

const rowsInBatch = 12;

function openQueue() {
  const database = new Database(':memory:');
  migrate(database, allMigrations);
  const context = new StoreContext(database);
  const committer = new CallCommitter(context, storeOperations(context));
  const expectTruth = (): void => {
    expectTrueCounters(database);
    expectTrueFolders(database);
    expectTrueSkips(database);
    expect(database.prepare('SELECT apart FROM counting').pluck().get()).toBe(0);
  };
  return { committer, database, expectTruth };
}

const events: readonly [TransferEvent, ...TransferEvent[]] = [
  { type: 'start' },
  { type: 'verify' },
  { type: 'finish', verified: 'crc64' },
  { type: 'wait', why: 'retry', until: 5, error: accessDenied },
  { type: 'wait', why: 'conflict' },
  { type: 'fail', error: accessDenied },
  { type: 'skip', reason: 'exists' },
  { type: 'pause' },
  { type: 'resume' },
  { type: 'requeue' },
  { type: 'retry' },
  { type: 'cancel' },
];

/** Claims and ends, with other calls between them, and now and then one that fails. */
function randomCall(random: SeededRandom): StoreCall {
  const id = random.int(1, 2 * rowsInBatch);
  switch (random.int(0, 9)) {
    case 0:
      return ['claim', 'small', random.int(1, 6), []];
    case 1:
      return ['applyToAll', { batchId: random.int(1, 2) }, { type: 'retry' }];
    case 2:
      return ['counters'];
    case 3:
      // Fails, and undoes nothing of the other calls.
      return ['saveUploadId', id, 'UPLOAD'];
    default:
      return ['apply', id, random.pick(events), random.chance(0.3) ? { size: id * 7 } : {}];
  }
}

it.each([1, 2, 3])('counts what rows become in shared commits, seed %i', (seed) => {
  const random = new SeededRandom(seed, 'calls');
  const { committer, database, expectTruth } = openQueue();
  for (const folder of ['a', 'b']) {
    committer.commit([['addBatch', newBatch()]]);
    const files = Array.from({ length: rowsInBatch }, (_, index) => newFile(`${folder}/${index}`));
    committer.commit([['addTransfers', folder === 'a' ? 1 : 2, files]]);
  }
  let failed = 0;
  for (let round = 0; round < 150; round += 1) {
    const calls = Array.from({ length: random.int(1, 12) }, () => randomCall(random));
    failed += committer.commit(calls).failures.length;
    expectTruth();
  }
  expect(failed).toBeGreaterThan(10);
  database.close();
});

it('a call of the same commit reads the counters of the calls before it', () => {
  const { committer, database } = openQueue();
  committer.commit([['addBatch', newBatch()]]);
  committer.commit([['addTransfers', 1, [newFile('one'), newFile('two')]]]);
  const { results } = committer.commit([
    ['claim', 'small', 2, []],
    ['apply', 1, { type: 'finish', verified: 'crc64' }],
    ['counters'],
  ]);
  expect(results[2]).toMatchObject({
    states: { queued: { files: 0 }, uploading: { files: 1 }, done: { files: 1 } },
  });
  database.close();
});
