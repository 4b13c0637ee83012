import { expect } from 'vitest';
import type { OperationName } from '../../sandbox/rules/operation.ts';
import type { Sandbox } from '../../sandbox/server.ts';
import type { ErrorRecord } from '../../shared/errors.ts';
import type { Verification } from '../../shared/transfer-state.ts';
import type { FerryUnderTest } from './ferry-under-test.ts';

/** The row is done, OSS holds these very bytes, and no unfinished upload is left anywhere. */
export async function expectDone(
  ferry: FerryUnderTest,
  name: string,
  content: Buffer,
  verified: Verification = 'crc64',
): Promise<void> {
  const { state, key, size, bytesSent } = await ferry.row(name);
  expect({ state, size, bytesSent }).toEqual({
    state: { name: 'done', verified },
    size: content.length,
    bytesSent: content.length,
  });
  expect((await ferry.remote.read(key))?.equals(content)).toBe(true);
  expect(await ferry.remote.uploads()).toEqual([]);
}

/** The row has failed for this cause, and OSS holds what it held before: `remains`, or nothing. */
export async function expectFailed(
  ferry: FerryUnderTest,
  name: string,
  error: Partial<ErrorRecord>,
  remains?: Buffer,
): Promise<void> {
  const { state, key } = await ferry.row(name);
  expect(state).toMatchObject({ name: 'failed', error });
  expect((await ferry.remote.read(key))?.toString('hex')).toBe(remains?.toString('hex'));
}

/** How often each part was sent, by its number, with or without success. */
export function partsSent(sandbox: Sandbox, key?: string): Readonly<Record<number, number>> {
  const sent: Record<number, number> = {};
  for (const { operation, partNumber, key: to } of sandbox.journal.entries) {
    if (operation !== 'UploadPart' || partNumber === undefined) continue;
    if (key === undefined || to === key) sent[partNumber] = (sent[partNumber] ?? 0) + 1;
  }
  return sent;
}

/** How many requests of this kind arrived, and how many of those took effect. */
export function requests(
  sandbox: Sandbox,
  operation: OperationName,
): { readonly arrived: number; readonly applied: number } {
  const found = sandbox.journal.find({ operation });
  return { arrived: found.length, applied: found.filter(({ applied }) => applied).length };
}

/** The errors in the log, in order. */
export function loggedErrors(ferry: FerryUnderTest): readonly ErrorRecord['code'][] {
  return ferry.log.flatMap(({ error }) => (error === undefined ? [] : [error.code]));
}
