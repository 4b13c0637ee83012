import { vi } from 'vitest';

/**
 * Waits for what no event tells of: the state of a process, a file that goes, a server's list. What
 * the engine or the sandbox tells of has `engineReaches` and `journal.until`. The time limit of the
 * test ends a wait in vain.
 */
export async function eventually<Value>(
  look: () => Promise<Value> | Value,
): Promise<NonNullable<Value>> {
  return (await vi.waitUntil(look, { timeout: 10 * 60_000, interval: 20 })) as NonNullable<Value>;
}
