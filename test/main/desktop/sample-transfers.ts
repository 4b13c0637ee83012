import type { BatchSummary, Counters } from '../../../main/engine/ports/transfer-queries.ts';
import type { Tally, Transfer } from '../../../shared/transfer.ts';
import type { StateName } from '../../../shared/transfer-state.ts';

/** A row of the queue with what a test cares about. */
export function sampleTransfer(change: Partial<Transfer> = {}): Transfer {
  return {
    id: 1,
    batchId: 1,
    accountId: 'a',
    bucket: 'bucket',
    key: 'up/a.txt',
    source: { kind: 'file', path: '/data/a/a.txt' },
    relativePath: 'a.txt',
    size: 10,
    state: { name: 'queued' },
    bytesSent: 0,
    attempts: 0,
    createdAt: 1,
    updatedAt: 2,
    ...change,
  };
}

const nothing: Tally = { files: 0, bytes: 0 };

/** Counters that are 0 but for the states that are named. */
export function sampleCounters(
  states: Partial<Record<StateName, Tally>> = {},
  bytesSent = 0,
): Counters {
  return {
    states: {
      queued: nothing,
      uploading: nothing,
      verifying: nothing,
      waiting: nothing,
      paused: nothing,
      done: nothing,
      skipped: nothing,
      failed: nothing,
      cancelled: nothing,
      ...states,
    },
    bytesSent,
  };
}

/** A batch that was scanned. */
export function sampleBatch(change: Partial<BatchSummary> = {}): BatchSummary {
  return {
    id: 1,
    name: 'photos',
    destination: { accountId: 'a', bucket: 'bucket', prefix: 'up/' },
    conflictPolicy: 'ask',
    options: {},
    scanOptions: {},
    createdAt: 1,
    scan: 'complete',
    counters: sampleCounters(),
    ...change,
  };
}
