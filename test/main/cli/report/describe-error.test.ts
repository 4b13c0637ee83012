import { describe, expect, it } from 'vitest';
import {
  describeError,
  errorFacts,
  errorWords,
} from '../../../../main/cli/report/describe-error.ts';
import { errorCodes } from '../../../../shared/errors.ts';

const all = errorCodes.map((code) => ({ code, ...errorWords[code] }));

describe('errorWords', () => {
  it.each(all)('speaks plainly about $code', ({ sentence, next }) => {
    expect(sentence).toMatch(/^[A-Z].*\.$/);
    expect(next).toMatch(/^[A-Z]/);
    expect(next).toMatch(/[.)]$/);
    expect(sentence + next).not.toMatch(/[!\n]|sorry|please|oops|Error:|undefined/i);
    expect(sentence.length).toBeLessThan(100);
    expect(next.length).toBeLessThan(140);
  });

  it('says something of its own about every cause', () => {
    expect(new Set(all.map(({ sentence }) => sentence)).size).toBe(errorCodes.length);
  });
});

describe('describeError', () => {
  it('names the right that is missing', () => {
    const { sentence, next } = describeError({
      code: 'access-denied',
      missingAction: 'oss:PutObject',
    });
    expect(sentence).toContain('oss:PutObject');
    expect(next).toContain('oss:PutObject');
  });

  it('says by how much the clock is wrong, and in which direction', () => {
    const minutes = 60_000;
    expect(describeError({ code: 'clock-skewed', clockOffset: 20 * minutes }).sentence).toBe(
      "This computer's clock is 20 min behind the server's.",
    );
    expect(describeError({ code: 'clock-skewed', clockOffset: -20 * minutes }).sentence).toContain(
      'ahead of',
    );
  });

  it('row 66: says that finished parts are kept only where there are some', () => {
    const next = (partsKept: boolean) =>
      describeError({ code: 'connection-lost', ...(partsKept && { partsKept }) }).next;
    expect(next(true)).toContain('Finished parts are kept.');
    expect(next(false)).not.toContain('parts');
  });

  it('proposes a key that would be accepted, escaped', () => {
    const { next } = describeError({ code: 'key-invalid', proposedKey: 'a\u202eb' });
    expect(next).toContain(String.raw`a\u{202e}b`);
  });
});

describe('errorFacts', () => {
  it('puts the facts for the support on one harmless line', () => {
    expect(
      errorFacts({
        code: 'access-denied',
        ossCode: 'AccessDenied',
        ecCode: '0003-00000001',
        status: 403,
        requestId: '65F0',
        detail: 'no\nmore',
      }),
    ).toBe(String.raw`AccessDenied, EC 0003-00000001, HTTP 403, request 65F0, no\nmore`);
  });

  it('is empty without facts', () => {
    expect(errorFacts({ code: 'offline' })).toBe('');
  });
});
