import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { endsTransaction, toStoreError } from '../../../../main/store/database/sqlite-errors.ts';
import { TransferError } from '../../../../shared/errors.ts';

const sqlite = (code: string) => new Database.SqliteError('something happened', code);

describe('toStoreError', () => {
  it.each([
    ['SQLITE_FULL', 'disk-full', true],
    ['SQLITE_IOERR_WRITE', 'disk-full', true],
    ['SQLITE_IOERR_SHMSIZE', 'disk-full', true],
    ['SQLITE_CORRUPT', 'database-damaged', true],
    ['SQLITE_CORRUPT_INDEX', 'database-damaged', true],
    ['SQLITE_NOTADB', 'database-damaged', true],
    ['SQLITE_BUSY', 'database-locked', true],
    ['SQLITE_BUSY_RECOVERY', 'database-locked', true],
    ['SQLITE_LOCKED', 'database-locked', true],
    ['SQLITE_IOERR_READ', 'database-failed', true],
    ['SQLITE_IOERR_FSYNC', 'database-failed', true],
    ['SQLITE_NOMEM', 'database-failed', true],
    ['SQLITE_CONSTRAINT_UNIQUE', 'database-failed', false],
    ['SQLITE_CANTOPEN', 'database-failed', false],
    ['SQLITE_READONLY', 'database-failed', false],
  ] as const)('classifies %s as %s', (sqliteCode, code, ends) => {
    const error = toStoreError(sqlite(sqliteCode));
    expect(error.record).toEqual({ code, detail: `${sqliteCode}: something happened` });
    expect(endsTransaction(error)).toBe(ends);
  });

  it.each(['ENOSPC', 'EDQUOT'])('knows a full disk by %s', (code) => {
    const error = toStoreError(Object.assign(new Error('no space left on device'), { code }));
    expect(error.code).toBe('disk-full');
  });

  it('leaves alone what is classified, and names the rest', () => {
    const known = new TransferError({ code: 'database-damaged', detail: 'a row' });
    expect(toStoreError(known)).toBe(known);
    expect(endsTransaction(known)).toBe(false);
    expect(toStoreError(new TypeError('oh')).record).toEqual({
      code: 'database-failed',
      detail: 'TypeError: oh',
    });
    expect(toStoreError('text').code).toBe('database-failed');
  });
});
