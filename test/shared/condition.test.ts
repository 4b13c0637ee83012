import { describe, expect, it } from 'vitest';
import {
  accountConditionKinds,
  conditionKinds,
  conditionRules,
  isAccountCondition,
  needsAttention,
} from '../../shared/condition.ts';
import { waitReasons } from '../../shared/transfer-state.ts';

const error = { code: 'credentials-expired' } as const;

describe('conditions', () => {
  it('of an account give its rows their wait reason', () => {
    expect(accountConditionKinds).toEqual([
      'offline',
      'credentials',
      'proxy',
      'certificate',
      'public-endpoint',
      'suspended',
    ]);
    for (const kind of accountConditionKinds) expect(conditionRules[kind].why).toBe(kind);
  });

  it('name only wait reasons that exist', () => {
    const named = conditionKinds.flatMap((kind) => {
      const rule = conditionRules[kind];
      return 'why' in rule ? [rule.why] : [];
    });
    expect(named.filter((why) => !waitReasons.includes(why))).toEqual([]);
  });

  it('need attention when a person can end them', () => {
    expect(needsAttention({ kind: 'disk-full' })).toBe(true);
    expect(needsAttention({ kind: 'credentials', accountId: 'a', error })).toBe(true);
    expect(needsAttention({ kind: 'asleep' })).toBe(false);
  });

  it('distinguish accounts from everything else', () => {
    expect(isAccountCondition({ kind: 'proxy', accountId: 'a', error })).toBe(true);
    expect(isAccountCondition({ kind: 'disk-full' })).toBe(false);
  });
});
