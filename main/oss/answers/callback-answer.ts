import type { CallbackAnswer } from '../../../shared/transfer.ts';
import type { TransportAnswer } from '../../transfer/transport.ts';
import { answerRecord } from './classify-answer.ts';
import type { Operation } from '../requests/operation.ts';
import { elementText } from './xml-screen.ts';

/** Ferry keeps at most this many bytes of the response of a callback server. */
const maxCallbackAnswerBytes = 64 * 1024;

/**
 * Result of the call that OSS makes after an upload. OSS stores the object in either case. A
 * response that is not JSON is no error of the upload.
 */
export function callbackAnswer(answer: TransportAnswer, operation: Operation): CallbackAnswer {
  if (answer.status !== 203) {
    const body = answer.body.subarray(0, maxCallbackAnswerBytes);
    return { ok: true, body: new TextDecoder().decode(body) };
  }
  const ecCode = elementText(answer.body, 'EC');
  const error = {
    name: 'CallbackFailed',
    code: elementText(answer.body, 'Code') ?? 'CallbackFailed',
    message: elementText(answer.body, 'Message') ?? '',
    ...(ecCode === undefined ? {} : { ecCode }),
  };
  const request = { operation, answer, secrets: [], now: Date.now() };
  return { ok: false, error: answerRecord(error, answer, request) };
}
