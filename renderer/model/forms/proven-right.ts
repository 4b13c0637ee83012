import type { Diagnosis } from '../../../shared/account/diagnosis.ts';
import type { ErrorRecord } from '../../../shared/errors.ts';

/** True when an upload was begun and aborted at each of `places`. */
export function provesRight(found: readonly Diagnosis[], places: number): boolean {
  const rights = found.filter(({ check }) => check === 'rights');
  return rights.length === places && rights.every(({ outcome }) => outcome === 'found');
}

/** Why the right to upload is not proven: the refusal of the trial, or what came before it. */
export function whyUnproven(found: readonly Diagnosis[]): ErrorRecord | undefined {
  const refused = found.find((one) => one.check === 'rights' && one.outcome !== 'found');
  const failed = refused ?? found.find(({ outcome }) => outcome === 'failed');
  return failed === undefined || failed.outcome === 'found' ? undefined : failed.error;
}
