import type { ServiceError } from 'ali-oss';
import { TransferError } from '../../../shared/errors.ts';
import { TransportError } from '../../transfer/transport.ts';
import { answerRecord, type FailedRequest } from './classify-answer.ts';
import { failureCode } from './classify-failure.ts';
import { plainDetail } from './plain-detail.ts';

/**
 * Maps a request failure to an error code of Ferry. The failure is a transport failure, an error
 * that ali-oss read from a response, or a defect. No other code does this mapping.
 */
export function classifyError(thrown: unknown, request: FailedRequest): TransferError {
  if (thrown instanceof TransferError) return thrown;
  if (thrown instanceof TransportError) {
    const { reason, detail, systemCode } = thrown.failure;
    const named = systemCode === undefined || detail.includes(systemCode) ? '' : ` (${systemCode})`;
    return new TransferError(
      {
        code: failureCode(thrown.failure),
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
  // Errors of ali-oss hold the request; as a cause they would write it into a log.
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
