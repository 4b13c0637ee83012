import { expect, it } from 'vitest';
import { callInTurn } from '../../../shared/ipc/bridge-api.ts';
import type { Envelope } from '../../../shared/ipc/define.ts';

const tooMany = { ok: false, error: { code: 'too-many-calls', retryAfter: 40 } } as const;

async function make(answers: readonly Envelope<string>[]) {
  const left = [...answers];
  const waits: number[] = [];
  const answer = await callInTurn(
    () => Promise.resolve(left.shift() ?? tooMany),
    (milliseconds) => {
      waits.push(milliseconds);
      return Promise.resolve();
    },
  );
  return { answer, waits };
}

it('row 77: makes a call that came too soon again, after the time that the gate names', async () => {
  const done = { ok: true, value: 'added' } as const;
  expect(await make([tooMany, tooMany, done])).toEqual({ answer: done, waits: [40, 40] });
});

it('makes no other call again', async () => {
  const refused = { ok: false, error: { code: 'call-refused' } } as const;
  expect(await make([refused])).toEqual({ answer: refused, waits: [] });
});

it('gives up in the end, and says why', async () => {
  const { answer, waits } = await make([]);
  expect(answer).toBe(tooMany);
  expect(waits).toHaveLength(19);
});
