import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { checkInput } from '../../../shared/ipc/check-input.ts';
import { call } from '../../../shared/ipc/define.ts';
import { TransferError, toErrorRecord } from '../../../shared/errors.ts';

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

  it('refuses what is too large, whatever it is', () => {
    expect([{ name: 'x'.repeat(17) }, new Uint8Array(41)].map(refusal)).toEqual(
      Array(2).fill({ code: 'call-too-large', detail: 'The message is too large.' }),
    );
  });
});
