import { expect, it } from 'vitest';
import { contract } from '../../../shared/ipc/contract.ts';
import { checkInput } from '../../../shared/ipc/gate.ts';
import { handOverPaths } from '../../../shared/ipc/hand-over.ts';
import type { Envelope } from '../../../shared/ipc/define.ts';

const id = '5f1b7c8e-0d6b-4c6e-9a57-0b9f3f1f2a11';
const target = {
  destination: { accountId: 'a', bucket: 'b', prefix: '' },
  conflictPolicy: 'ask',
  options: {},
  scanOptions: {},
};

/** Hands over to a main process that checks each call as the gate does. */
async function handOver(paths: readonly string[], answers: readonly Envelope<unknown>[] = []) {
  const calls: string[] = [];
  const kept: string[] = [];
  const answer = await handOverPaths(
    {
      id,
      call: (name, input) => {
        checkInput(contract.batches[name], input);
        calls.push(name);
        kept.push(...((input as { paths?: readonly string[] }).paths ?? []));
        return Promise.resolve(answers[calls.length - 1] ?? { ok: true, value: calls.length });
      },
    },
    target,
    paths,
  );
  return { calls, kept, answer };
}

it('row 77: hands over any number of paths in portions that the gate lets through', async () => {
  const paths = Array.from({ length: 25_001 }, (_, index) => `/photos/${index}.jpg`);
  const { calls, kept, answer } = await handOver(paths);
  expect(calls).toEqual(['handOver', 'handOver', 'handOver', 'addHandedOver']);
  expect(kept).toEqual(paths);
  expect(answer).toEqual({ ok: true, value: 4 });
});

it('makes portions smaller where the paths are as long as paths can be', async () => {
  const paths = Array.from({ length: 600 }, () => 'x'.repeat(32_768));
  const { calls, kept } = await handOver(paths);
  expect(calls.length).toBeGreaterThan(2);
  expect(kept).toHaveLength(600);
});

it('stops at the first portion that is refused, and says why', async () => {
  const refusal = { ok: false, error: { code: 'call-too-large' } } as const;
  const paths = Array.from({ length: 30_000 }, () => '/a');
  const { calls, answer } = await handOver(paths, [{ ok: true, value: undefined }, refusal]);
  expect(calls).toEqual(['handOver', 'handOver']);
  expect(answer).toBe(refusal);
});
