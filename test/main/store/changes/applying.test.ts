import { describe, expect, it } from 'vitest';
import {
  allowedFrom,
  stateAfter,
  type StateName,
  type TransferEvent,
} from '../../../../shared/transfer-state.ts';
import { present, useTestQueue } from '../operations-fixture.ts';
import { accessDenied, identity, newBlob, newFile, part } from '../sample-rows.ts';

const queue = useTestQueue();

const events: readonly TransferEvent[] = [
  { type: 'start' },
  { type: 'verify' },
  { type: 'wait', why: 'retry', until: 5000, error: { code: 'no-progress' } },
  { type: 'wait', why: 'certificate' },
  { type: 'requeue' },
  { type: 'pause' },
  { type: 'resume' },
  { type: 'finish', verified: 'parts' },
  { type: 'skip', reason: 'identical' },
  { type: 'fail', error: accessDenied },
  { type: 'retry' },
  { type: 'cancel' },
];

/** Events that lead from queued to each state. */
const ways: Readonly<Record<StateName, readonly TransferEvent[]>> = {
  queued: [],
  uploading: [{ type: 'start' }],
  verifying: [{ type: 'start' }, { type: 'verify' }],
  waiting: [{ type: 'wait', why: 'conflict' }],
  paused: [{ type: 'pause' }],
  done: [{ type: 'start' }, { type: 'finish', verified: 'crc64' }],
  skipped: [{ type: 'skip', reason: 'exists' }],
  failed: [{ type: 'fail', error: { code: 'unconfirmed' } }],
  cancelled: [{ type: 'cancel' }],
};
const stateNames = Object.keys(ways) as StateName[];

/** A transfer in that state. */
function inState(name: StateName, transfer = newFile('a')): number {
  const [id] = queue.add([transfer]);
  for (const event of ways[name]) queue.operations.apply(present(id), event);
  expect(stateOf(present(id))?.name).toBe(name);
  return present(id);
}

function stateOf(id: number) {
  return queue.operations.transfers([id])[0]?.state;
}

/** A transfer that is uploading by parts, with one of ten bytes sent. */
function uploadingByParts(): number {
  const [id = 0] = queue.add([newFile('a')]);
  queue.operations.apply(id, { type: 'start' });
  queue.operations.intend(id, { partSize: 10, identity: identity(), at: 500 });
  queue.operations.saveUploadId(id, 'UPLOAD-1');
  queue.operations.savePart(id, part(1));
  return id;
}

describe.each(stateNames)('apply to a transfer that is %s', (name) => {
  it.each(events)('$type', (event) => {
    const id = inState(name);
    const before = stateOf(id);
    const allowed = allowedFrom[event.type].includes(name);
    expect(queue.operations.apply(id, event)).toBe(allowed);
    expect(stateOf(id)).toEqual(allowed ? stateAfter(event) : before);
  });
});

describe('apply', () => {
  it('writes the facts with the state', () => {
    const id = inState('uploading');
    queue.context.now = 4321;
    const result = {
      etag: '"5B3C1A2E053D763E1B002CC607C5A0FE"',
      crc64: '18446744073709551615',
      requestId: '655D94CB30EA7D3135EE3E0F',
      callback: { ok: true, body: '{"Status":"OK"}' },
    } as const;
    const facts = { attempts: 2, result, key: 'renamed', size: 7 };
    queue.operations.apply(id, { type: 'finish', verified: 'crc64' }, facts);
    expect(queue.operations.details(id)).toMatchObject({
      attempts: 2,
      result,
      key: 'renamed',
      size: 7,
      bytesSent: 7,
      updatedAt: 4321,
    });
    const done = queue.operations.counters().states.done;
    expect(done).toEqual({ files: 1, bytes: 7 });
  });

  it('leaves facts alone that it was not given', () => {
    const id = inState('uploading');
    const result = { etag: '"E"', requestId: 'R' };
    queue.operations.apply(id, { type: 'wait', why: 'offline' }, { attempts: 3, result });
    queue.operations.apply(id, { type: 'requeue' });
    expect(queue.operations.details(id)).toMatchObject({ attempts: 3, result, key: '2024/a' });
  });

  it('writes nothing when the row has moved on', () => {
    const id = inState('cancelled');
    const facts = { attempts: 9, key: 'renamed', size: 1 };
    queue.operations.apply(id, { type: 'finish', verified: 'crc64' }, facts);
    expect(queue.operations.transfers([id])).toMatchObject([
      { attempts: 0, key: '2024/a', size: 100 },
    ]);
  });

  it('treats a state that cannot be read as a failure that can be retried', () => {
    const id = inState('queued');
    queue.database.exec("UPDATE transfers SET state = 'levitating'");
    expect(stateOf(id)).toMatchObject({ name: 'failed', error: { code: 'internal' } });
    expect(queue.operations.apply(id, { type: 'start' })).toBe(false);
    expect(queue.operations.apply(id, { type: 'retry' })).toBe(true);
    expect(stateOf(id)).toEqual({ name: 'queued' });
    // The damage went past the triggers: what they kept is one row ahead of the truth.
    queue.database.exec(`DELETE FROM transfers; UPDATE counters SET files = 0, bytes = 0`);
  });
});

describe('the checkpoint of a transfer', () => {
  it('is not dropped when the event is not allowed', () => {
    const id = uploadingByParts();
    const facts = { dropCheckpoint: 'abort-upload' } as const;
    expect(queue.operations.apply(id, { type: 'resume' }, facts)).toBe(false);
    expect(queue.operations.checkpoint(id)?.uploadId).toBe('UPLOAD-1');
  });

  it('without an uploadId leads to a search for the orphan when cancelled', () => {
    const [id = 0] = queue.add([newFile('a')]);
    queue.operations.intend(id, { partSize: 10, identity: identity(), at: 500 });
    queue.operations.apply(id, { type: 'cancel' });
    expect(queue.operations.dueCleanups(1000, 9)).toMatchObject([
      { kind: 'find-orphan', key: '2024/a', intendedAt: 500 },
    ]);
  });
});

describe('the spool file of a blob', () => {
  it('is removed once, though a skipped blob is cancelled', () => {
    const id = inState('skipped', newBlob('a'));
    queue.operations.apply(id, { type: 'cancel' });
    expect(queue.operations.cleanupBacklog().count).toBe(1);
  });
});

describe('addAttempt', () => {
  it('forgets those of a row that is gone', () => {
    queue.operations.addAttempt(1, { at: 1, error: accessDenied });
    expect(queue.operations.details(1)).toBeUndefined();
  });
});
