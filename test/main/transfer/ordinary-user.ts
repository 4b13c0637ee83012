import { onTestFinished } from 'vitest';

/** Any user that is not root. */
const nobody = 65_534;

/**
 * Lets the rest of a test run without the rights of root, who may read everything. Does nothing for
 * users who have none anyway.
 */
export function becomeOrdinaryUser(): void {
  if (process.geteuid?.() !== 0) return;
  process.seteuid?.(nobody);
  onTestFinished(() => process.seteuid?.(0));
}
