import { vi } from 'vitest';

/**
 * Waits for a state without an event: of a process, a removed file, a server's list. States of
 * the engine and the sandbox have events: `engineReaches` and `journal.until`. The time limit of the
 * test ends a wait in vain.
 */
export async function eventually<Value>(
  read: () => Promise<Value> | Value,
): Promise<NonNullable<Value>> {
  return (await vi.waitUntil(read, { timeout: 10 * 60_000, interval: 20 })) as NonNullable<Value>;
}
