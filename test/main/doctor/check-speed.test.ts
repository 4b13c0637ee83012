import { expect, it } from 'vitest';
import { tryUpload } from '../../../main/doctor/check-speed.ts';
import type { ObjectStore } from '../../../main/engine/ports/object-store.ts';
import type { LeftUpload } from '../../../shared/account/diagnosis.ts';
import { TransferError } from '../../../shared/errors.ts';

const target = { accountId: 'a', bucket: 'photos', key: 'in/.ferry-doctor-1' };

/** Begins an upload whose work is `work`. */
async function attempt(
  answer: (signal: AbortSignal) => Promise<void>,
  stop: AbortController,
  work: () => Promise<void>,
) {
  const left: LeftUpload[] = [];
  const objects = {
    initiate: () => Promise.resolve('T1'),
    abort: (_target: unknown, _id: string, { signal }: { signal: AbortSignal }) => answer(signal),
  } as unknown as ObjectStore;
  const outcome = await tryUpload(objects, target, stop.signal, (one) => left.push(one), work).then(
    () => 'ended',
    (thrown: unknown) => thrown,
  );
  return { left, outcome };
}

it('the upload is aborted, too, when the user ends the checks', async () => {
  const stop = new AbortController();
  const stopped = new Error('stopped');
  const { left, outcome } = await attempt(
    (signal) => (signal.aborted ? Promise.reject(stopped) : Promise.resolve()),
    stop,
    () => {
      stop.abort();
      return Promise.reject(stopped);
    },
  );
  expect(outcome).toBe(stopped);
  expect(left).toEqual([]);
});

it.each([
  ['upload-missing', []],
  ['access-denied', [{ bucket: 'photos', key: target.key, uploadId: 'T1' }]],
] as const)('an abort that is answered by %s leaves %j behind', async (code, expected) => {
  const refused = () => Promise.reject(new TransferError({ code }));
  const { left, outcome } = await attempt(refused, new AbortController(), () => Promise.resolve());
  expect(outcome).toBe('ended');
  expect(left).toEqual(expected);
});
