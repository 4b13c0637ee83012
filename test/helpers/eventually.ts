import { vi } from 'vitest';

/** Waits for something that no event tells of; the test's time-out ends a wait in vain. */
export async function eventually<Value>(
  look: () => Promise<Value> | Value,
): Promise<NonNullable<Value>> {
  return (await vi.waitUntil(look, { timeout: 10 * 60_000, interval: 5 })) as NonNullable<Value>;
}
