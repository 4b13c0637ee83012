import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lockDatabase, refuseForeign } from '../../../../main/store/database/claim-file.ts';

let folder = '';

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'ferry-foreign-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('a file that does not bear the id of Ferry', () => {
  it('row 39: is in use while another process creates it, and foreign when none does', () => {
    const file = path.join(folder, 'queue.db');
    writeFileSync(file, 'the first bytes of a database');
    const lock = lockDatabase(file);
    expect(() => refuseForeign(file)).toThrow('in use by another Ferry');
    lock.release();
    expect(() => refuseForeign(file)).toThrow('not a database of Ferry');
  });

  it('row 57: is foreign beside a lock that another program made', () => {
    const file = path.join(folder, 'notes.txt');
    writeFileSync(file, 'notes');
    writeFileSync(`${file}.lock`, 'locked by an editor');
    expect(() => refuseForeign(file)).toThrow('not a database of Ferry');
    expect(readFileSync(`${file}.lock`, 'utf8')).toBe('locked by an editor');
  });
});
