import { expect, it } from 'vitest';
import { abortReason, Interruption } from '../../../../main/engine/run/interruption.ts';

it('an aborted signal rejects with its reason, or with a stop', () => {
  const reason = new Interruption('pause');
  const bare = abortReason(AbortSignal.abort('because'));
  expect([abortReason(AbortSignal.abort(reason)), bare instanceof Interruption]).toEqual([
    reason,
    true,
  ]);
  expect(bare).toMatchObject({ why: 'stop', name: 'Interruption' });
});
