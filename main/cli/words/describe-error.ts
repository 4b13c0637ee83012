import type { ErrorRecord } from '../../../shared/errors.ts';
import { formatDuration } from '../../../shared/text/units.ts';
import { printable } from '../../../shared/text/printable.ts';
import { errorWords } from './words.ts';
import type { ErrorSentence } from './words.ts';

/** The sentence and the next step for one error, with its concrete facts. */
export function describeError(error: ErrorRecord): ErrorSentence {
  const { sentence, next } = errorWords[error.code];
  if (error.missingAction !== undefined) {
    const action = printable(error.missingAction);
    if (error.code === 'object-differs') {
      return { sentence, next: `Ask the owner of the bucket to allow ${action}. ${next}` };
    }
    return {
      sentence: `The account lacks the right ${action}.`,
      next: `Ask the owner of the bucket to allow ${action}, then run the command again.`,
    };
  }
  if (error.endpoint !== undefined) {
    return { sentence, next: `Use --endpoint https://${printable(error.endpoint)}.` };
  }
  if (error.code === 'clock-skewed' && error.clockOffset !== undefined) {
    const side = error.clockOffset > 0 ? 'behind' : 'ahead of';
    const distance = formatDuration(Math.abs(error.clockOffset) / 1000);
    return { sentence: `This computer's clock is ${distance} ${side} the server's.`, next };
  }
  if (error.partsKept === true) return { sentence, next: `${next} Finished parts are kept.` };
  if (error.proposedKey !== undefined) {
    return { sentence, next: `${next} This one would work: ${printable(error.proposedKey)}` };
  }
  return { sentence, next };
}

/**
 * The technical facts of an error on one line, for a question to OSS's support. Empty when the
 * error has no such facts.
 */
export function errorFacts(error: ErrorRecord): string {
  const facts = [
    error.ossCode,
    error.ecCode === undefined ? undefined : `EC ${error.ecCode}`,
    error.status === undefined ? undefined : `HTTP ${error.status}`,
    error.requestId === undefined ? undefined : `request ${error.requestId}`,
    error.detail,
  ].filter((fact) => fact !== undefined && fact !== '');
  return printable(facts.join(', '));
}
