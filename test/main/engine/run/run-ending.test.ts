import { describe, expect, it } from 'vitest';
import type { InterruptionCause } from '../../../../main/engine/run/interruption.ts';
import {
  endingOfInterruption,
  type FailureFacts,
  judgeFailure,
  withTrace,
} from '../../../../main/engine/run/run-ending.ts';
import { accountConditionKinds } from '../../../../shared/condition.ts';
import { errorCodes } from '../../../../shared/errors.ts';
import type { RunEnding } from '../../../../main/engine/run/run.ts';

const error = { code: 'credentials-expired' } as const;
const blocked = { kind: 'credentials', accountId: 'a', error } as const;
const requeue: RunEnding = { event: { type: 'requeue' } };

const endings = {
  pause: { event: { type: 'pause' } },
  cancel: { event: { type: 'cancel' }, facts: { dropCheckpoint: 'abort-upload' } },
  stop: requeue,
  restart: requeue,
  sibling: requeue,
  blocked: { event: { type: 'wait', why: 'credentials', error } },
} satisfies Record<InterruptionCause, RunEnding>;

describe('endingOfInterruption', () => {
  it.each(Object.keys(endings) as InterruptionCause[])('after %s counts nothing', (why) => {
    expect(endingOfInterruption(why, blocked)).toEqual(endings[why]);
  });

  it('queues the row again when the account has come free meanwhile', () => {
    expect(endingOfInterruption('blocked', undefined)).toEqual(requeue);
  });
});

describe('withTrace', () => {
  it('leaves at least one attempt in the row and keeps the other facts', () => {
    const cancel = endings.cancel;
    expect([
      withTrace(requeue, 0),
      withTrace(requeue, 4),
      withTrace({ ...requeue, facts: { attempts: 2 } }, 4),
      withTrace(cancel, 0),
    ]).toEqual([
      { ...requeue, facts: { attempts: 1 } },
      { ...requeue, facts: { attempts: 4 } },
      { ...requeue, facts: { attempts: 2 } },
      { ...cancel, facts: { attempts: 1, dropCheckpoint: 'abort-upload' } },
    ]);
  });
});

const facts: Omit<FailureFacts, 'error'> = {
  attempts: 2,
  budget: 8,
  now: 1000,
  reachable: true,
  partsKept: false,
  accountId: 'a',
};
/** The pause after attempt n is 500 · 2ⁿ⁻¹. */
const half = { next: () => 0.25 };

describe('judgeFailure', () => {
  const judge = (changes: Partial<FailureFacts> & Pick<FailureFacts, 'error'>) =>
    judgeFailure({ ...facts, ...changes }, half);

  it('waits for the rest of the back-off and remembers how often', () => {
    const error = { code: 'server-error', status: 500 } as const;
    expect(judge({ error })).toEqual({
      ending: { event: { type: 'wait', why: 'retry', until: 1500, error }, facts: { attempts: 2 } },
    });
  });

  it('gives up when the budget is spent', () => {
    const error = { code: 'server-error' } as const;
    expect(judge({ error, attempts: 8 })).toEqual({
      ending: { event: { type: 'fail', error }, facts: { attempts: 8 } },
    });
  });

  it('row 66: says of a broken line whether finished parts are kept', () => {
    const error = { code: 'connection-lost' } as const;
    const endingWith = (partsKept: boolean) =>
      judge({ error, attempts: 8, partsKept }).ending.event;
    expect(endingWith(true)).toEqual({ type: 'fail', error: { ...error, partsKept: true } });
    expect(endingWith(false)).toEqual({ type: 'fail', error });
  });

  it('row 66: spends no budget while smaller bodies are still to be tried', () => {
    const error = { code: 'connection-lost' } as const;
    expect(judge({ error, attempts: 8, budget: Infinity }).ending.event).toMatchObject({
      type: 'wait',
      why: 'retry',
    });
  });

  it('counts nothing while the endpoint cannot be reached, and stops the whole account', () => {
    const error = { code: 'connection-lost' } as const;
    expect(judge({ error, attempts: 8, reachable: false })).toEqual({
      ending: { event: { type: 'wait', why: 'offline', error } },
      condition: { kind: 'offline', accountId: 'a', error },
    });
  });

  it('row 27: lets a file wait for its disk without a time, and without counting', () => {
    const error = { code: 'source-missing', detail: 'ENOENT (open)' } as const;
    const waits = { code: 'source-unavailable', detail: 'ENOENT (open)' };
    expect(judge({ error, volume: '/stick' })).toEqual({
      ending: { event: { type: 'wait', why: 'source-unavailable', error: waits } },
      condition: { kind: 'source-unavailable', volume: '/stick', error: waits },
    });
  });

  it('row 64: gives a file up that its disk cannot read, in words of its own', () => {
    const error = { code: 'source-unavailable', detail: 'EIO (read)' } as const;
    expect(judge({ error, attempts: 8 })).toEqual({
      ending: {
        event: { type: 'fail', error: { code: 'source-read-failed', detail: 'EIO (read)' } },
        facts: { attempts: 8 },
      },
    });
  });

  it('drops the checkpoint of a file that changed, and of an upload that became an object', () => {
    const dropped = (code: 'source-changed' | 'object-differs' | 'unconfirmed' | 'internal') =>
      judge({ error: { code } }).ending.facts?.dropCheckpoint;
    expect(dropped('source-changed')).toBe('abort-upload');
    expect([dropped('object-differs'), dropped('unconfirmed')]).toEqual([
      'keep-upload',
      'keep-upload',
    ]);
    expect(dropped('internal')).toBeUndefined();
  });

  it('raises every condition of an account after one error or another', () => {
    const raised = errorCodes.flatMap((code) => judge({ error: { code } }).condition ?? []);
    const kinds = raised.map(({ kind }) => kind);
    expect([...new Set(kinds)].sort()).toEqual([...accountConditionKinds].sort());
  });
});
