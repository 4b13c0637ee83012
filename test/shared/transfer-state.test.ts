import { describe, expect, it } from 'vitest';
import {
  allowedFrom,
  finalStates,
  isFinal,
  stateAfter,
  type StateName,
  type TransferEvent,
  type TransferState,
} from '../../shared/transfer-state.ts';

const error = { code: 'server-error' } as const;

const states = {
  queued: { name: 'queued' },
  uploading: { name: 'uploading' },
  verifying: { name: 'verifying' },
  waiting: { name: 'waiting', why: 'retry', until: 5, error },
  paused: { name: 'paused' },
  done: { name: 'done', verified: 'crc64' },
  skipped: { name: 'skipped', reason: 'exists' },
  failed: { name: 'failed', error },
  cancelled: { name: 'cancelled' },
} satisfies { [Name in StateName]: Extract<TransferState, { name: Name }> };

/** Each event, the state that it leads to, and the states in which it may come. */
const events = {
  start: [{ type: 'start' }, states.uploading, 'queued'],
  verify: [{ type: 'verify' }, states.verifying, 'uploading'],
  wait: [
    { type: 'wait', why: 'retry', until: 5, error },
    states.waiting,
    'queued uploading verifying',
  ],
  requeue: [{ type: 'requeue' }, states.queued, 'uploading verifying waiting'],
  pause: [{ type: 'pause' }, states.paused, 'queued uploading verifying waiting'],
  resume: [{ type: 'resume' }, states.queued, 'paused'],
  finish: [{ type: 'finish', verified: 'crc64' }, states.done, 'uploading verifying'],
  skip: [{ type: 'skip', reason: 'exists' }, states.skipped, 'queued uploading verifying waiting'],
  fail: [{ type: 'fail', error }, states.failed, 'queued uploading verifying waiting'],
  retry: [{ type: 'retry' }, states.queued, 'failed'],
  cancel: [
    { type: 'cancel' },
    states.cancelled,
    'queued uploading verifying waiting paused failed',
  ],
} satisfies {
  [Type in TransferEvent['type']]: [Extract<TransferEvent, { type: Type }>, TransferState, string];
};

describe('an event', () => {
  it.each(Object.values(events))('%j leads to %j from: %s', (event, next, from) => {
    const allowed = from.split(' ');
    expect(stateAfter(event)).toEqual(next);
    expect([...allowedFrom[event.type]].sort()).toEqual(allowed.toSorted());
  });

  it('leaves out what a wait does not have', () => {
    expect(stateAfter({ type: 'wait', why: 'conflict' })).toEqual({
      name: 'waiting',
      why: 'conflict',
    });
  });
});

it('nothing but retry and cancel touches a final state', () => {
  const names = Object.keys(states) as StateName[];
  expect(names.filter(isFinal)).toEqual([...finalStates]);
  const touching = Object.entries(allowedFrom).filter(([, from]) => from.some(isFinal));
  expect(touching.map(([type]) => type)).toEqual(['retry', 'cancel']);
});
