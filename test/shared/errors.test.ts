import { describe, expect, it } from 'vitest';
import { errorClass, errorCodes, toErrorRecord, TransferError } from '../../shared/errors.ts';

describe('error codes', () => {
  it('are never tried again when the answer is about the file', () => {
    const about = errorCodes.filter((code) =>
      /^(source-(changed|missing)|object-|key-)/.test(code),
    );
    expect(new Set(about.map(errorClass))).toEqual(new Set(['final', 'exists']));
  });
});

describe('TransferError', () => {
  it('carries its record, its cause and a message', () => {
    const cause = new Error('below');
    const error = new TransferError({ code: 'server-busy', detail: 'Slow down.' }, { cause });
    expect([error.code, error.message, error.cause, error.name]).toEqual([
      'server-busy',
      'Slow down.',
      cause,
      'TransferError',
    ]);
    expect(new TransferError({ code: 'offline' }).message).toBe('offline');
  });
});

describe('toErrorRecord', () => {
  it('keeps a record and calls everything else internal, in few words', () => {
    const record = { code: 'access-denied', status: 403, requestId: 'r' } as const;
    expect([
      toErrorRecord(new TransferError(record)),
      toErrorRecord(new TypeError('x is undefined')),
      toErrorRecord('text'),
      toErrorRecord(undefined),
      toErrorRecord(new Error('y'.repeat(1000))).detail?.length,
    ]).toEqual([
      record,
      { code: 'internal', detail: 'TypeError: x is undefined' },
      { code: 'internal', detail: 'text' },
      { code: 'internal', detail: 'undefined' },
      500,
    ]);
  });
});
