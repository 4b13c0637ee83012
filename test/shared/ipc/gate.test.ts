import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { checkInput, exceeds } from '../../../shared/ipc/gate.ts';
import { call } from '../../../shared/ipc/define.ts';
import { toErrorRecord, TransferError } from '../../../shared/errors.ts';

const definition = call(v.strictObject({ name: v.pipe(v.string(), v.maxLength(50)) }), {
  mostBytes: 40,
}).returns<void>();

function refusal(input: unknown) {
  try {
    return checkInput(definition, input);
  } catch (thrown) {
    return thrown instanceof TransferError && toErrorRecord(thrown);
  }
}

describe('checkInput', () => {
  it('hands on what fits', () => {
    expect(checkInput(definition, { name: 'a' })).toEqual({ name: 'a' });
  });

  it.each([undefined, { name: '<script>', more: 1 }, { name: 5 }, ['a'], '<script>'])(
    'refuses %j without repeating it',
    (input) => {
      expect(refusal(input)).toEqual({
        code: 'call-refused',
        detail: 'The message does not fit the contract.',
      });
    },
  );

  it('refuses every kind of value that is too large', () => {
    expect([{ name: 'x'.repeat(17) }, new Uint8Array(41)].map(refusal)).toEqual(
      Array(2).fill({ code: 'call-too-large', detail: 'The message is too large.' }),
    );
  });
});

describe('exceeds', () => {
  /** `depth` objects, one in the other. */
  function nested(depth: number): unknown {
    let value: unknown = 1;
    for (let count = 0; count < depth; count += 1) value = { a: value };
    return value;
  }

  it.each([
    ['text, two bytes a character', 'abc', 6],
    ['a number', 1, 8],
    ['names and values', { ab: 'c', d: null }, 16],
    ['items', [1, [true, 'x']], 18],
    ['bytes', new Uint8Array(100), 100],
    ['a part of a buffer', new Uint8Array(100).subarray(10, 20), 10],
    ['a buffer', { a: new ArrayBuffer(50) }, 52],
    ['nothing', undefined, 8],
  ])('counts %s', (_, value, bytes) => {
    expect([exceeds(value, bytes), exceeds(value, bytes - 1)]).toEqual([false, true]);
  });

  it('takes cycles and deep nesting for too large', () => {
    const cycle: Record<string, unknown> = {};
    cycle.self = cycle;
    expect([cycle, nested(32), nested(33)].map((value) => exceeds(value, 1e9))).toEqual([
      true,
      false,
      true,
    ]);
  });

  it('looks no further once it is too much', () => {
    let looked = false;
    const late = {
      get value() {
        looked = true;
        return 1;
      },
    };
    expect([exceeds(['x'.repeat(100), late], 10), looked]).toEqual([true, false]);
  });

  it('does not walk through a value that names another twice at every level', () => {
    let twice: unknown = [];
    for (let level = 0; level < 30; level += 1) twice = [twice, twice];
    expect(exceeds(twice, 1e9)).toBe(true);
    expect(exceeds(new Array(200_000).fill(1), 1e9)).toBe(true);
    expect(exceeds(new Array(199_999).fill(1), 1e9)).toBe(false);
  });

  it('does not walk through an array of holes', () => {
    expect(exceeds(new Array(300_000_000), 1024)).toBe(true);
  });
});
