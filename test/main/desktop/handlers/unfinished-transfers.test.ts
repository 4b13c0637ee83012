import { expect, it } from 'vitest';
import { unfinishedTransfers } from '../../../../main/desktop/handlers/unfinished-transfers.ts';
import type { StateName } from '../../../../shared/transfer-state.ts';
import { sampleBatch, sampleCounters } from '../sample-transfers.ts';

function batch(accountId: string, ...states: StateName[]) {
  const two = { files: 2, bytes: 100 };
  const counters = sampleCounters(Object.fromEntries(states.map((state) => [state, two])));
  return sampleBatch({ destination: { accountId, bucket: 'bucket', prefix: '' }, counters });
}

it('counts what has not come to an end in all batches of the account', () => {
  const batches = [
    batch('a', 'queued', 'uploading', 'verifying', 'waiting', 'paused', 'done'),
    batch('b', 'queued'),
    batch('a', 'done', 'failed', 'skipped', 'cancelled'),
    batch('a', 'paused'),
  ];
  expect(unfinishedTransfers(batches, 'a')).toBe(12);
  expect(unfinishedTransfers(batches, 'b')).toBe(2);
  expect(unfinishedTransfers(batches, 'c')).toBe(0);
});
