import { describe, expect, it } from 'vitest';
import { causeButton, remedyOfCause } from '../../../renderer/model/cause.ts';
import { english } from '../../../renderer/locales/en.ts';
import { chinese } from '../../../renderer/locales/zh-cn.ts';
import type { ErrorCode } from '../../../shared/errors.ts';

/** The refusals that new accounts meet, and the button of each. */
const refusals = [
  ['public-endpoint-refused', 'bound-domain', 'Choose a domain'],
  ['signature-version-refused', 'diagnose', 'Diagnose'],
  ['public-access-blocked', 'show', 'Show files'],
  ['overwrite-forbidden', 'change-key', 'Change the key…'],
  ['object-immutable', 'change-key', 'Change the key…'],
  ['download-refused', 'bound-domain', 'Choose a domain'],
  ['account-suspended', 'retry', 'Try again'],
  ['bucket-elsewhere', 'edit-account', 'Change the account'],
  ['clock-skewed', 'retry', 'Try again'],
  ['certificate-expired', 'diagnose', 'Diagnose'],
  ['certificate-name-differs', 'diagnose', 'Diagnose'],
  ['domain-elsewhere', 'diagnose', 'Diagnose'],
] as const satisfies readonly (readonly [ErrorCode, string, string])[];

function wordsAt(key: string): unknown {
  return key
    .split('.')
    .reduce<unknown>((node, name) => (node as Record<string, unknown>)[name], english);
}

describe('a refusal that new accounts meet', () => {
  it.each(refusals)('%s has words, one next step and the button %s', (code, remedy, button) => {
    expect(remedyOfCause(code, 1)).toBe(remedy);
    expect(wordsAt(causeButton(code, 1))).toBe(button);
    for (const { errors } of [english, chinese]) {
      expect(errors[code].sentence.length * errors[code].next.length).toBeGreaterThan(0);
    }
  });

  it('of a whole account has a button that chooses the bound domain', () => {
    expect(remedyOfCause('public-endpoint', 12)).toBe('bound-domain');
  });
});
