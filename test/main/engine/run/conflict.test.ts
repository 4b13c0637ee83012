import { describe, expect, it } from 'vitest';
import {
  comparesBytes,
  type ConflictDecision,
  decideConflict,
  firstStep,
} from '../../../../main/engine/run/conflict.ts';
import { conflictPolicies, type ConflictPolicy } from '../../../../shared/upload/upload-options.ts';

const comparisons = ['same', 'different', 'unknown'] as const;
const newer = [true, false, undefined] as const;
const overwrite: ConflictDecision = { do: 'overwrite' };
const rename: ConflictDecision = { do: 'rename' };
const ask: ConflictDecision = { do: 'ask' };
const fail: ConflictDecision = { do: 'fail', code: 'object-exists' };
const refuse: ConflictDecision = { do: 'fail', code: 'not-comparable' };
const skip = (reason: 'exists' | 'identical' | 'not-newer'): ConflictDecision => ({
  do: 'skip',
  reason,
});
const always = (decision: ConflictDecision) =>
  comparisons.map(() => [decision, decision, decision]);

/** A row for the same bytes, different ones, unknown; a column for newer, not newer, unknown. */
const decisions = {
  overwrite: always(overwrite),
  skip: always(skip('exists')),
  rename: always(rename),
  fail: always(fail),
  'skip-identical': [
    [skip('identical'), skip('identical'), skip('identical')],
    [overwrite, overwrite, overwrite],
    [refuse, refuse, refuse],
  ],
  newer: comparisons.map(() => [overwrite, skip('not-newer'), refuse]),
  ask: [
    [skip('identical'), skip('identical'), skip('identical')],
    [ask, ask, ask],
    [ask, ask, ask],
  ],
} satisfies Record<ConflictPolicy, readonly (readonly ConflictDecision[])[]>;

describe('a conflict', () => {
  it.each(conflictPolicies)('is decided by the policy %s', (policy) => {
    const decided = comparisons.map((bytes) =>
      newer.map((sourceIsNewer) => decideConflict(policy, { bytes, sourceIsNewer })),
    );
    expect(decided).toEqual(decisions[policy]);
  });

  it('asks OSS not to overwrite unless that is wanted, and looks first when it saves bytes', () => {
    const open = { forbidOverwrite: false, headFirst: false };
    const closed = { forbidOverwrite: true, headFirst: false };
    const compared = { forbidOverwrite: true, headFirst: true };
    const atStake = [undefined, 256 * 1024, 256 * 1024 + 1];
    const expected = {
      ask: [closed, closed, compared],
      skip: [closed, closed, compared],
      'skip-identical': [closed, compared, compared],
      overwrite: [open, open, open],
      newer: [closed, compared, compared],
      rename: [closed, closed, compared],
      fail: [closed, closed, compared],
    } satisfies Record<ConflictPolicy, unknown>;
    const steps = conflictPolicies.map((policy) => [
      policy,
      atStake.map((bytes) => firstStep(policy, bytes)),
    ]);
    expect(Object.fromEntries(steps)).toEqual(expected);
  });

  it('needs the bytes for two policies', () => {
    expect(conflictPolicies.filter(comparesBytes)).toEqual(['ask', 'skip-identical']);
  });
});
