import { describe, expect, it } from 'vitest';
import type { InterruptionCause } from '../../../../main/engine/run/interruption.ts';
import { endingOfInterruption, withTrace } from '../../../../main/engine/run/run-ending.ts';
import type { RunEnding } from '../../../../main/engine/run/ending.ts';

const trouble = { why: 'credentials', error: { code: 'credentials-expired' } } as const;
const requeue: RunEnding = { event: { type: 'requeue' } };

const endings = {
  pause: { event: { type: 'pause' } },
  cancel: { event: { type: 'cancel' }, facts: { dropCheckpoint: 'abort-upload' } },
  stop: requeue,
  restart: requeue,
  sibling: requeue,
  blocked: { event: { type: 'wait', ...trouble } },
} satisfies Record<InterruptionCause, RunEnding>;

describe('endingOfInterruption', () => {
  it.each(Object.keys(endings) as InterruptionCause[])('after %s counts nothing', (why) => {
    expect(endingOfInterruption(why, trouble)).toEqual(endings[why]);
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
