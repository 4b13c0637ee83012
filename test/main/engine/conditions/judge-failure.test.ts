import { describe, expect, it } from 'vitest';
import {
  accountTroubles,
  type FailureFacts,
  judgeFailure,
  lineInDoubt,
} from '../../../../main/engine/conditions/judge-failure.ts';
import { errorCodes, type ErrorCode } from '../../../../shared/errors.ts';

const facts: Omit<FailureFacts, 'error'> = {
  attempts: 2,
  retryBudget: 8,
  now: 1000,
  delay: 50,
  reachable: true,
  isNewBeginning: false,
  partsKept: false,
};

const away = { path: '/stick/a', identity: undefined, volume: '/stick' };

/** What becomes of a transfer after one failure of each kind. */
const endings = {
  offline: 'account waits: offline',
  'connection-lost': 'retry',
  'no-progress': 'retry',
  'unexpected-answer': 'retry',
  'certificate-rejected': 'account waits: certificate',
  'proxy-authentication': 'account waits: proxy',
  'redirect-refused': 'fail',
  'server-busy': 'retry',
  'server-error': 'retry',
  'clock-skewed': 'retry',
  'credentials-expired': 'account waits: credentials',
  'credentials-missing': 'account waits: credentials',
  'credentials-rejected': 'account waits: credentials',
  'access-denied': 'fail',
  'bucket-missing': 'fail',
  'upload-missing': 'retry',
  'part-rejected': 'retry',
  'object-missing': 'fail',
  'object-exists': 'fail',
  'not-comparable': 'fail',
  'request-refused': 'fail',
  'corrupted-on-the-way': 'retry',
  'object-differs': 'fail, keep-upload',
  unconfirmed: 'fail, keep-upload',
  'source-changed': 'fail, abort-upload',
  'source-missing': 'fail',
  'source-unreadable': 'fail',
  'source-in-use': 'look again in 30000',
  'source-unavailable': 'retry',
  'source-read-failed': 'retry',
  'scan-failed': 'fail',
  'name-not-text': 'fail',
  'key-invalid': 'fail',
  'key-collision': 'fail',
  'size-refused': 'fail',
  'options-invalid': 'fail',
  'disk-full': 'look again in 15000',
  'spool-failed': 'fail',
  'database-locked': 'fail',
  'database-newer': 'fail',
  'database-damaged': 'fail',
  'database-foreign': 'fail',
  'database-failed': 'fail',
  'call-refused': 'fail',
  'call-too-large': 'fail',
  'too-many-calls': 'fail',
  internal: 'fail',
} satisfies Record<ErrorCode, string>;

/** The verdict of the engine in the words of the table above. */
function outcome(code: ErrorCode): string {
  const { ending, trouble } = judgeFailure({ ...facts, error: { code } });
  const { event } = ending;
  if (event.type === 'wait') {
    if (trouble !== undefined) return `account waits: ${trouble.why}`;
    if (event.why === 'retry') return event.until === 1050 ? 'retry' : 'retry at another time';
    return event.why === code ? `look again in ${(event.until ?? 0) - 1000}` : event.why;
  }
  const drop = ending.facts?.dropCheckpoint;
  return drop === undefined ? event.type : `${event.type}, ${drop}`;
}

describe('judgeFailure', () => {
  it('knows what becomes of a transfer after every error', () => {
    expect(Object.fromEntries(errorCodes.map((code) => [code, outcome(code)]))).toEqual(endings);
  });

  it('waits for the rest of the back-off and remembers how often', () => {
    const error = { code: 'server-error', status: 500 } as const;
    expect(judgeFailure({ ...facts, error })).toEqual({
      ending: { event: { type: 'wait', why: 'retry', until: 1050, error }, facts: { attempts: 2 } },
    });
  });

  it('gives up when the budget is spent', () => {
    const error = { code: 'server-error' } as const;
    expect(judgeFailure({ ...facts, error, attempts: 8 })).toEqual({
      ending: { event: { type: 'fail', error }, facts: { attempts: 8 } },
    });
  });

  it('row 66: spends no budget while smaller bodies are still to be tried', () => {
    const error = { code: 'connection-lost' } as const;
    expect(judgeFailure({ ...facts, error, attempts: 8, isNewBeginning: true })).toEqual({
      ending: { event: { type: 'wait', why: 'retry', until: 1050, error }, facts: { attempts: 8 } },
    });
  });

  it('row 66: says of a broken line whether finished parts are kept', () => {
    const error = { code: 'connection-lost' } as const;
    const endingWith = (partsKept: boolean) =>
      judgeFailure({ ...facts, error, attempts: 8, partsKept }).ending.event;
    expect(endingWith(true)).toEqual({ type: 'fail', error: { ...error, partsKept: true } });
    expect(endingWith(false)).toEqual({ type: 'fail', error });
  });

  it('counts nothing while the endpoint cannot be reached, and stops the whole account', () => {
    const error = { code: 'connection-lost' } as const;
    const trouble = { why: 'offline', error } as const;
    expect(judgeFailure({ ...facts, error, attempts: 8, reachable: false })).toEqual({
      ending: { event: { type: 'wait', ...trouble } },
      trouble,
    });
  });

  it('row 27: lets a file wait for its disk without a time, and without counting', () => {
    const error = { code: 'source-missing', detail: 'ENOENT (open)' } as const;
    const waits = { code: 'source-unavailable', detail: 'ENOENT (open)' };
    expect(judgeFailure({ ...facts, error, away })).toEqual({
      ending: { event: { type: 'wait', why: 'source-unavailable', error: waits } },
      away,
    });
  });

  it('row 64: gives a file up that its disk cannot read, in words of its own', () => {
    const error = { code: 'source-unavailable', detail: 'EIO (read)' } as const;
    expect(judgeFailure({ ...facts, error, attempts: 8 })).toEqual({
      ending: {
        event: { type: 'fail', error: { code: 'source-read-failed', detail: 'EIO (read)' } },
        facts: { attempts: 8 },
      },
    });
  });

  it('names each trouble of an account among those whose gates are opened again', () => {
    const named = errorCodes.flatMap((code) => judgeFailure({ ...facts, error: { code } }).trouble);
    const whys = named.flatMap((trouble) => trouble?.why ?? []);
    expect([...new Set(whys)].sort()).toEqual([...accountTroubles].sort());
  });
});

it('the line is in doubt when nothing certain came from OSS', () => {
  expect(errorCodes.filter((code) => lineInDoubt({ code }))).toEqual([
    'connection-lost',
    'no-progress',
    'unexpected-answer',
  ]);
});
