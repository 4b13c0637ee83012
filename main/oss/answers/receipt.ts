import type { CompleteReceipt, Receipt } from '../../engine/ports/object-store.ts';
import { TransferError } from '../../../shared/errors.ts';
import type { TransportAnswer, TransportBody } from '../../transfer/transport.ts';
import { etagOf } from './judge-answer.ts';
import { requestIdOf } from './request-id.ts';

/** CRC-64 of no bytes. */
const emptyCrc64 = '0';

/**
 * What OSS confirmed about a body. ETags keep the form of OSS, with quotes.
 *
 * @throws TransferError `unexpected-answer` when a success arrived before the whole body was sent.
 */
export function receiptOf(
  answer: TransportAnswer,
  body: TransportBody,
  md5Checked: boolean,
): Receipt {
  const sentCrc64 = body.kind === 'none' ? emptyCrc64 : answer.sentCrc64;
  if (sentCrc64 === undefined) {
    throw new TransferError({
      code: 'unexpected-answer',
      detail: 'The answer came before everything had been sent.',
      status: answer.status,
    });
  }
  return { ...stored(answer), sentCrc64, md5Checked };
}

/** What OSS confirmed about an object that it assembled from parts. */
export function completeReceiptOf(answer: TransportAnswer): CompleteReceipt {
  return stored(answer);
}

function stored(answer: TransportAnswer): CompleteReceipt {
  const storedCrc64 = crc64Of(answer);
  return {
    // Missing only after a callback: its response or its failure replaces the response of OSS.
    etag: etagOf(answer) ?? '',
    requestId: requestIdOf(answer) ?? '',
    ...(storedCrc64 === undefined ? {} : { storedCrc64 }),
  };
}

/** The CRC-64 that OSS calculated, if the response has it. */
export function crc64Of(answer: TransportAnswer): string | undefined {
  const crc64 = answer.headers['x-oss-hash-crc64ecma'];
  return crc64 !== undefined && /^\d{1,20}$/.test(crc64) ? crc64 : undefined;
}
