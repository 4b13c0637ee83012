import { describe, expect, it } from 'vitest';
import {
  backoffDelay,
  decideRetry,
  mayHaveHappened,
  needsProbe,
  type Sent,
  sentKinds,
} from '../../../main/engine/retry-table.ts';
import { type ErrorCode, errorCodes } from '../../../shared/errors.ts';

const half = { next: () => 0.5 };

const request = 'fail fail fail fail';
const line = 'again3 again3 compare3 again3';
const late = 'later later';

/** For each error, in the order of `sentKinds`. A number is the try at which Ferry gives up. */
const decisions = {
  offline: `${request} ${late} put-aside:offline`,
  'connection-lost': `${line} ${late} spend`,
  'no-progress': `${line} ${late} spend`,
  'unexpected-answer': `${line} ${late} spend`,
  'certificate-rejected': `${request} ${late} ask:certificate`,
  'certificate-expired': `${request} ${late} ask:certificate`,
  'certificate-name-differs': `${request} ${late} ask:certificate`,
  'proxy-authentication': `${request} ${late} ask:proxy`,
  'redirect-refused': `${request} ${late} fail`,
  'server-busy': `again8 again8 fail again8 ${late} spend`,
  'server-error': `${line} ${late} spend`,
  'clock-skewed': `again3 again3 fail again3 ${late} spend`,
  'credentials-expired': `${request} ${late} ask:credentials`,
  'credentials-missing': `${request} ${late} ask:credentials`,
  'credentials-rejected': `${request} ${late} ask:credentials`,
  'access-denied': `${request} later fail fail`,
  'bucket-missing': `${request} ${late} fail`,
  'bucket-elsewhere': `${request} ${late} fail`,
  'domain-elsewhere': `${request} ${late} fail`,
  'public-endpoint-refused': `${request} ${late} ask:public-endpoint`,
  'account-suspended': `${request} ${late} ask:suspended`,
  'signature-version-refused': `${request} ${late} fail`,
  'public-access-blocked': `${request} ${late} fail`,
  'download-refused': `${request} ${late} fail`,
  'upload-missing': `compare3 fail compare3 fail ${late} spend`,
  'part-rejected': `compare3 fail compare3 fail ${late} spend`,
  'object-missing': `${request} ${late} fail`,
  'object-exists': `fail fail compare3 fail ${late} fail`,
  'object-immutable': `fail fail compare3 fail ${late} fail`,
  'overwrite-forbidden': `${request} ${late} fail`,
  'not-comparable': `${request} ${late} fail`,
  'request-refused': `${request} ${late} fail`,
  'corrupted-on-the-way': `again3 again3 fail again3 ${late} spend`,
  'object-differs': `${request} ${late} fail`,
  unconfirmed: `${request} ${late} fail`,
  'source-changed': `${request} ${late} fail`,
  'source-missing': `${request} ${late} fail`,
  'source-unreadable': `${request} ${late} fail`,
  'source-in-use': `${request} ${late} wait:source-in-use`,
  'source-unavailable': `${request} ${late} put-aside:source-unavailable`,
  'source-read-failed': `again3 again3 fail again3 ${late} spend`,
  'scan-failed': `${request} ${late} fail`,
  'name-not-text': `${request} ${late} fail`,
  'key-invalid': `${request} ${late} fail`,
  'key-collision': `${request} ${late} fail`,
  'size-refused': `${request} ${late} fail`,
  'options-invalid': `${request} ${late} fail`,
  'disk-full': `${request} ${late} wait:disk-full`,
  'spool-failed': `${request} ${late} fail`,
  'database-locked': `${request} ${late} fail`,
  'database-newer': `${request} ${late} fail`,
  'database-damaged': `${request} ${late} fail`,
  'database-foreign': `${request} ${late} fail`,
  'database-failed': `${request} ${late} fail`,
  'call-refused': `${request} ${late} fail`,
  'call-too-large': `${request} ${late} fail`,
  'too-many-calls': `${request} ${late} fail`,
  internal: `${request} ${late} fail`,
} satisfies Record<ErrorCode, string>;

/** The decision about the first failure, in the words of the list above. */
function inWords(code: ErrorCode, sent: Sent): string {
  const decide = (attempts: number) =>
    decideRetry({ error: { code }, sent, attempts, budget: 5 }, half);
  const first = decide(1);
  switch (first.do) {
    case 'again':
    case 'compare': {
      let tries = 1;
      while (decide(tries).do === first.do) tries += 1;
      return `${first.do}${tries}`;
    }
    case 'put-aside':
    case 'ask':
      return `${first.do}:${first.condition}`;
    case 'later':
      if (decide(5).do === 'fail') return decide(4).do === 'later' ? 'spend' : 'other budget';
      return first.why === 'retry' ? 'later' : `wait:${first.why}`;
    case 'fail':
      return 'fail';
  }
}

describe('the retry table', () => {
  it.each(errorCodes)('decides about %s for everything that was sent', (code) => {
    expect(sentKinds.map((sent) => inWords(code, sent)).join(' ')).toBe(decisions[code]);
  });

  it('puts a transfer aside, uncounted, when a probe shows that OSS cannot be reached', () => {
    const error = { code: 'connection-lost' } as const;
    const failure = { error, sent: 'transfer', attempts: 8, budget: 8 } as const;
    expect(decideRetry({ ...failure, reachable: false }, half)).toEqual({
      do: 'put-aside',
      condition: 'offline',
    });
    expect(decideRetry(failure, half)).toEqual({ do: 'fail' });
  });

  it('never ends a transfer whose budget has no end', () => {
    const error = { code: 'connection-lost' } as const;
    const failure = { error, sent: 'transfer', attempts: 1000, budget: Infinity } as const;
    expect(decideRetry(failure, half)).toMatchObject({ do: 'later', why: 'retry' });
  });

  it.each(sentKinds.filter((sent) => sent !== 'complete'))(
    'waits as long as the server demands: %s',
    (sent) => {
      const error = { code: 'server-busy', retryAfter: 90_000 } as const;
      const decision = decideRetry({ error, sent, attempts: 1, budget: 5 }, half);
      expect('after' in decision && decision.after).toBeGreaterThanOrEqual(90_000);
    },
  );

  it('retries a clean-up later than a request', () => {
    const error = { code: 'server-error' } as const;
    const after = (sent: Sent) => decideRetry({ error, sent, attempts: 1, budget: 5 }, half);
    expect(after('abort')).toEqual({ do: 'later', after: 2000, why: 'retry' });
    expect(after('part')).toEqual({ do: 'again', after: 500 });
  });

  it('asks again in an hour where an abort is not permitted', () => {
    const error = { code: 'access-denied' } as const;
    expect(decideRetry({ error, sent: 'abort', attempts: 50 }, half)).toMatchObject({
      after: 3_600_000,
    });
  });
});

describe('classes of errors', () => {
  it('put the connection in doubt when no response certainly came from OSS', () => {
    expect(errorCodes.filter((code) => needsProbe({ code }))).toEqual([
      'connection-lost',
      'no-progress',
      'unexpected-answer',
    ]);
  });

  it('name the requests that may have had their effect', () => {
    expect(errorCodes.filter((code) => mayHaveHappened({ code }))).toEqual([
      'connection-lost',
      'no-progress',
      'unexpected-answer',
      'server-error',
    ]);
  });
});

describe('backoffDelay', () => {
  const attempts = [1, 2, 3, 6, 7, 8, 100, 5000];

  it('doubles its range up to a minute and uses all of it', () => {
    expect(attempts.map((attempt) => backoffDelay(attempt, { next: () => 0.999_999 }))).toEqual([
      1000, 2000, 4000, 32_000, 60_000, 60_000, 60_000, 60_000,
    ]);
    expect(attempts.map((attempt) => backoffDelay(attempt, { next: () => 0 }))).toEqual(
      attempts.map(() => 0),
    );
  });

  it('is never shorter than the server demanded', () => {
    expect([backoffDelay(1, half, 90_000), backoffDelay(1, half, 100)]).toEqual([90_000, 500]);
  });
});
