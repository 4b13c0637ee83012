import { describe, expect, it } from 'vitest';
import {
  readState,
  stateColumns,
  formatIdentity,
  parseIdentity,
  requireColumn,
} from '../../../../main/store/operations/transfer-rows.ts';
import { stateNames, type TransferState } from '../../../../shared/transfer-state.ts';
import { accessDenied, identity } from '../sample-rows.ts';

const states: readonly TransferState[] = [
  { name: 'queued' },
  { name: 'uploading' },
  { name: 'verifying' },
  { name: 'waiting', why: 'retry', until: 1_700_000_000_000, error: { code: 'no-progress' } },
  { name: 'waiting', why: 'certificate', error: accessDenied },
  { name: 'waiting', why: 'conflict' },
  { name: 'paused' },
  { name: 'done', verified: 'crc64' },
  { name: 'done', verified: 'parts' },
  { name: 'skipped', reason: 'not-newer' },
  { name: 'failed', error: accessDenied },
  { name: 'cancelled' },
];

describe('a state', () => {
  it.each(states)('comes back from its columns: $name', (state) => {
    expect(readState(stateColumns(state))).toEqual(state);
  });

  it('has an error code in a column when it failed, and only then', () => {
    const codes = states.map((state) => stateColumns(state).errorCode);
    expect(codes.filter((code) => code !== null)).toEqual(['access-denied']);
  });

  it('has a name that is known', () => {
    expect(new Set(stateNames)).toEqual(new Set(states.map(({ name }) => name)));
  });
});

describe('columns that cannot be read', () => {
  const queued = { state: 'queued', why: null, until: null, error: null };

  it.each([
    ['an unknown state', { ...queued, state: 'levitating' }],
    ['an inherited name', { ...queued, state: 'constructor' }],
    ['an unknown reason to wait', { ...queued, state: 'waiting', why: 'moonrise' }],
    ['no reason to wait', { ...queued, state: 'waiting' }],
    ['no reason to skip', { ...queued, state: 'skipped' }],
    ['an unknown proof', { ...queued, state: 'done', why: 'hope' }],
    ['no error', { ...queued, state: 'failed' }],
    ['an error that is no JSON', { ...queued, state: 'failed', error: '{"code":' }],
    ['an error with an unknown code', { ...queued, state: 'failed', error: '{"code":"gremlins"}' }],
    ['an error of another kind', { ...queued, state: 'failed', error: 'null' }],
  ])('are a failure of the transfer: %s', (_what, columns) => {
    expect(readState(columns)).toMatchObject({ name: 'failed', error: { code: 'internal' } });
  });

  it('lose an error that only explains a wait', () => {
    const columns = { state: 'waiting', why: 'retry', until: 5, error: '{"code":"gremlins"}' };
    expect(readState(columns)).toEqual({ name: 'waiting', why: 'retry', until: 5 });
  });
});

describe('an identity', () => {
  it('comes back as it was', () => {
    const whole = identity({ size: 2 ** 53 - 1 });
    expect(parseIdentity(formatIdentity(whole))).toEqual(whole);
  });

  it('is the same text for any order of its fields', () => {
    const { device, ...others } = identity();
    expect(formatIdentity({ ...others, device })).toBe(formatIdentity(identity()));
  });

  it.each([null, '', 'null', '{}', '[]', '{"device":1}'])('is not read from %j', (text) => {
    expect(parseIdentity(text)).toBeUndefined();
  });

  it('is not read with a size that is no whole number', () => {
    const text = JSON.stringify({ ...identity(), size: 1.5 });
    expect(parseIdentity(text)).toBeUndefined();
  });
});

describe('requireColumn', () => {
  it.each(['', 'null', '"text"', '{'])('refuses %j', (text) => {
    expect(() => requireColumn(text, 'upload options')).toThrow(
      expect.objectContaining({ code: 'database-damaged' }),
    );
  });
});
