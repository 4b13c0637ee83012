import * as v from 'valibot';
import { TransferError } from '../errors.ts';
import type { CallDefinition, Schema } from './define.ts';
import { exceeds } from './measure.ts';

/**
 * Checks the input of a call against its size limit and schema.
 *
 * @throws TransferError `call-too-large` or `call-refused`; the error does not repeat the input,
 *   which may be hostile
 */
export function checkInput(definition: CallDefinition<Schema, unknown>, input: unknown): unknown {
  if (exceeds(input, definition.mostBytes))
    throw refused('call-too-large', 'The message is too large.');
  const checked = v.safeParse(definition.input, input, { abortEarly: true });
  if (!checked.success) throw refused('call-refused', 'The message does not fit the contract.');
  return checked.output;
}

function refused(code: 'call-refused' | 'call-too-large', detail: string): TransferError {
  return new TransferError({ code, detail });
}
