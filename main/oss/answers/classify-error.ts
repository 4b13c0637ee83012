import type { ServiceError } from 'ali-oss';
import { TransferError } from '../../../shared/errors.ts';
import { TransportError } from '../../transfer/transport.ts';
import { answerRecord, type FailedRequest } from './classify-answer.ts';
import { failureCode } from './classify-failure.ts';
import { plainDetail } from './plain-detail.ts';

/**
 * The one place where what went wrong with a request becomes a code of ours: a failure of the
 * transport, an error that ali-oss read from an answer, or a defect.
 */
export function classifyError(thrown: unknown, request: FailedRequest): TransferError {
  if (thrown instanceof TransferError) return thrown;
  if (thrown instanceof TransportError) {
    const { reason, detail, systemCode } = thrown.failure;
    const named = systemCode === undefined || detail.includes(systemCode) ? '' : ` (${systemCode})`;
    return new TransferError(
      {
        code: failureCode(reason),
        detail: plainDetail(detail + named, request.secrets),
        ...(reason === 'address-lost' && { addressLost: true as const }),
      },
      { cause: thrown },
    );
  }
  const text = thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown);
  if (request.answer === undefined) {
    const detail = plainDetail(text, request.secrets);
    return new TransferError({ code: 'internal', detail }, { cause: thrown });
  }
  // Errors of ali-oss carry the request with them; as a cause they would take it into a log.
  if (request.answer.status < 300) {
    return new TransferError({
      code: 'unexpected-answer',
      detail: plainDetail(`${request.operation}: the answer could not be read`, []),
      status: request.answer.status,
    });
  }
  const serviceError: ServiceError = thrown instanceof Error ? thrown : new Error(text);
  return new TransferError(answerRecord(serviceError, request.answer, request));
}
