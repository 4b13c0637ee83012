import * as v from 'valibot';
import { TransferError } from '../errors.ts';
import type { CallDefinition, Schema } from './define.ts';
import { exceeds } from './measure.ts';

/**
 * The input of a call, checked against size and schema.
 *
 * @throws TransferError `request-refused`; what was wrong is not repeated, it may be hostile
 */
export function checkInput(definition: CallDefinition<Schema, unknown>, input: unknown): unknown {
  if (exceeds(input, definition.mostBytes)) throw refused('The message is too large.');
  const checked = v.safeParse(definition.input, input, { abortEarly: true });
  if (!checked.success) throw refused('The message does not fit the contract.');
  return checked.output;
}

function refused(detail: string): TransferError {
  return new TransferError({ code: 'request-refused', detail });
}
