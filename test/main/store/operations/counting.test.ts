import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TransferSelection } from '../../../../main/engine/ports/row-selection.ts';
import type { TransferEvent, WaitReason } from '../../../../shared/transfer-state.ts';
import { expectTrueCounters, openTestQueue, useTestQueue } from '../operations-fixture.ts';
import {
  accessDenied,
  identity,
  newBatch,
  newBlob,
  newFile,
  newFiles,
  part,
} from '../sample-rows.ts';

const queue = useTestQueue();
const none = { files: 0, bytes: 0 };

describe('counters', () => {
  it('are nothing in an empty queue, and for a batch that is not there', () => {
    const { states, bytesSent } = queue.operations.counters();
    expect(Object.values(states)).toEqual(Array.from({ length: 9 }, () => none));
    expect(bytesSent).toBe(0);
    expect(queue.operations.counters(99)).toEqual(queue.operations.counters());
  });

  it('stand for a batch and for all', () => {
    queue.add(newFiles(3, { size: 5 }));
    queue.add(newFiles(2, { size: 2 ** 52, key: 'x' }));
    expect(queue.operations.counters(1).states.queued).toEqual({ files: 3, bytes: 15 });
    expect(queue.operations.counters().states.queued).toEqual({ files: 4, bytes: 2 ** 52 + 15 });
    expect(queue.operations.counters().states.failed).toEqual({ files: 1, bytes: 2 ** 52 });
  });

  it('count bytes that were sent, unless the transfer ended without an object', () => {
    queue.add(newFiles(3));
    for (const id of [1, 2]) {
      queue.operations.apply(id, { type: 'start' });
      queue.operations.intend(id, { partSize: 10, identity: identity(), at: 1 });
      queue.operations.saveUploadId(id, `UPLOAD-${id}`);
      queue.operations.savePart(id, part(1));
    }
    expect(queue.operations.counters().bytesSent).toBe(20);
    queue.operations.apply(1, { type: 'fail', error: accessDenied });
    expect(queue.operations.counters().bytesSent).toBe(10);
    queue.operations.apply(2, { type: 'finish', verified: 'crc64' });
    expect(queue.operations.counters().bytesSent).toBe(100);
    queue.operations.apply(1, { type: 'retry' });
    expect(queue.operations.counters(1).bytesSent).toBe(110);
  });
});

describe('waits', () => {
  const wait = (id: number, why: WaitReason, until?: number) => {
    queue.operations.apply(id, { type: 'start' });
    queue.operations.apply(id, { type: 'wait', why, ...(until !== undefined && { until }) });
  };

  it('are counted by reason, with and without a timer, for a batch and for all', () => {
    queue.add(newFiles(4));
    queue.add(newFiles(1, { key: 'other' }));
    wait(1, 'conflict');
    wait(2, 'source-unavailable', 5000);
    wait(3, 'source-unavailable');
    wait(5, 'conflict');
    expect(queue.operations.waits(1)).toEqual([
      { why: 'conflict', timed: false, files: 1 },
      { why: 'source-unavailable', timed: false, files: 1 },
      { why: 'source-unavailable', timed: true, files: 1 },
    ]);
    expect(queue.operations.waits()).toMatchObject([{ why: 'conflict', files: 2 }, {}, {}]);
    expect(queue.operations.waits(99)).toEqual([]);
  });

  it('end with an answer, a timer, a returned disk and a cancel', () => {
    queue.add(newFiles(4));
    wait(1, 'conflict');
    wait(2, 'retry', 5000);
    wait(3, 'source-unavailable');
    wait(4, 'conflict');
    queue.operations.answerConflicts({ ids: [1] }, 'overwrite');
    queue.operations.wake(5000);
    queue.operations.endWait('source-unavailable');
    expect(queue.operations.waits()).toEqual([{ why: 'conflict', timed: false, files: 1 }]);
    queue.operations.applyToAll({ all: true }, { type: 'cancel' });
    expect(queue.operations.waits()).toEqual([]);
    queue.operations.finishRoot(1, '/data/me/pictures');
    queue.operations.remove({ all: true });
    const left = queue.database.prepare('SELECT batch_id FROM wait_counters WHERE batch_id > 0');
    expect(left.all()).toEqual([]);
  });
});

/** One change of the queue; `row` and `batch` are taken from what is there. */
const anySelection: fc.Arbitrary<TransferSelection> = fc.oneof(
  fc.record({ ids: fc.array(fc.integer({ min: 1, max: 30 }), { maxLength: 6 }) }),
  fc.record({ batchId: fc.integer({ min: 1, max: 4 }) }),
  fc.constant({ errorCode: 'access-denied' as const }),
  fc.constant({ errorCode: 'key-collision' as const, batchId: 1 }),
  fc.constant({ all: true as const }),
  fc.record({
    filter: fc.constantFrom(
      {},
      { batchId: 2 },
      { states: ['queued' as const, 'failed' as const], search: 'a' },
    ),
    except: fc.array(fc.integer({ min: 1, max: 30 }), { maxLength: 6 }),
  }),
);
const anyRow = fc.integer({ min: 1, max: 30 });
const anyEvent = fc.constantFrom<TransferEvent>(
  { type: 'start' },
  { type: 'verify' },
  { type: 'wait', why: 'retry', until: 50 },
  { type: 'wait', why: 'conflict' },
  { type: 'requeue' },
  { type: 'pause' },
  { type: 'resume' },
  { type: 'finish', verified: 'crc64' },
  { type: 'skip', reason: 'exists' },
  { type: 'fail', error: accessDenied },
  { type: 'fail', error: { code: 'internal' } },
  { type: 'retry' },
  { type: 'cancel' },
);
const anyFacts = fc.record(
  {
    key: fc.constantFrom('k1', 'k2'),
    size: fc.integer({ min: 0, max: 1000 }),
    attempts: fc.integer({ min: 0, max: 9 }),
    dropCheckpoint: fc.constantFrom('keep-upload' as const, 'abort-upload' as const),
  },
  { requiredKeys: [] },
);
const anyName = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f');
const anyNewRow = fc.oneof(
  fc.record({ name: anyName, size: fc.nat(1000) }).map(({ name, size }) => newFile(name, { size })),
  anyName.map((name) => newFile(`${name}2`, { key: `2024/${name}` })),
  anyName.map((name) => newBlob(name)),
  anyName.map((name) => newFile(name, { state: { name: 'failed', error: accessDenied } })),
  anyName.map((name) => newFile(name, { state: { name: 'skipped', reason: 'special-file' } })),
);
const anyStep = fc.oneof(
  fc.record({ do: fc.constant('add'), rows: fc.array(anyNewRow, { maxLength: 8 }) }),
  fc.record({ do: fc.constant('rescan'), rows: fc.array(anyNewRow, { maxLength: 8 }) }),
  fc.record({ do: fc.constant('apply'), row: anyRow, event: anyEvent, facts: anyFacts }),
  fc.record({ do: fc.constant('claim'), limit: fc.nat(5) }),
  fc.record({
    do: fc.constant('upload'),
    row: anyRow,
    numbers: fc.array(fc.integer({ min: 1, max: 5 })),
  }),
  fc.record({ do: fc.constant('dropParts'), row: anyRow }),
  fc.record({ do: fc.constant('dropCheckpoint'), row: anyRow }),
  fc.record({
    do: fc.constant('command'),
    selection: anySelection,
    type: fc.constantFrom('pause' as const, 'resume' as const, 'retry' as const, 'cancel' as const),
  }),
  fc.record({ do: fc.constant('answer'), selection: anySelection }),
  fc.record({
    do: fc.constant('changeKey'),
    row: anyRow,
    key: fc.constantFrom('k1', 'k2', '2024/a'),
  }),
  fc.record({ do: fc.constant('remove'), selection: anySelection }),
  fc.record({ do: fc.constant('wake') }),
  fc.record({ do: fc.constant('recover') }),
);
type Step = typeof anyStep extends fc.Arbitrary<infer Value> ? Value : never;

function take(queue: ReturnType<typeof openTestQueue>, step: Step): void {
  const { operations } = queue;
  const exists = (id: number) => operations.transfers([id]).length > 0;
  if ('rows' in step) {
    const isNew = step.do === 'add' || operations.batch(1) === undefined;
    const id = isNew ? operations.addBatch(newBatch()).id : 1;
    operations.addTransfers(id, step.rows);
  } else if ('event' in step) {
    operations.apply(step.row, step.event, step.facts);
  } else if ('limit' in step) {
    operations.claim('small', step.limit, []);
  } else if ('numbers' in step) {
    if (!exists(step.row)) return;
    operations.intend(step.row, { partSize: 10, identity: identity(), at: 1 });
    operations.saveUploadId(step.row, `UPLOAD-${step.row}`);
    for (const number of step.numbers) operations.savePart(step.row, part(number));
  } else if ('type' in step) {
    operations.applyToAll(step.selection, { type: step.type });
  } else if ('key' in step) {
    operations.changeKey(step.row, step.key);
  } else if ('selection' in step) {
    if (step.do === 'answer') operations.answerConflicts(step.selection, 'rename');
    else operations.remove(step.selection);
  } else if ('row' in step) {
    if (step.do === 'dropParts') operations.dropParts(step.row, [1, 3]);
    else operations.dropCheckpoint(step.row, 'abort-upload');
  } else if (step.do === 'wake') {
    operations.wake(100);
  } else {
    operations.recover();
  }
}

describe('after random changes of the queue', () => {
  it('the counters equal what counting finds', () => {
    fc.assert(
      fc.property(fc.array(anyStep, { minLength: 5, maxLength: 60 }), (steps) => {
        const queue = openTestQueue();
        for (const step of steps) take(queue, step);
        expectTrueCounters(queue.database);
        expect(queue.database.pragma('foreign_key_check')).toEqual([]);
        queue.database.close();
      }),
      { numRuns: 150 },
    );
  });
});
