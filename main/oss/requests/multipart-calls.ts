import type {
  CompleteReceipt,
  ObjectOptions,
  ObjectTarget,
  PartBytes,
  Receipt,
  RemotePart,
  RequestContext,
} from '../../engine/ports/object-store.ts';
import type { Transport } from '../../transfer/transport.ts';
import { checkObjectOptions } from '../../../shared/upload/check-upload-options.ts';
import { TransferError } from '../../../shared/errors.ts';
import { callbackResult, completeReceiptOf, receiptOf } from '../responses/receipt.ts';
import { sendPart } from '../ali-oss/send-part.ts';
import type { CallOss } from './call-oss.ts';
import { completeHeaders, initiateHeaders } from './object-headers.ts';
import { bodyOfRange, withMd5 } from './send-range.ts';

export async function initiateMultipartUpload(
  call: CallOss,
  target: ObjectTarget,
  options: ObjectOptions,
  context: RequestContext,
): Promise<string> {
  checkObjectOptions(options);
  const { value, response } = await call(
    { ...target, operation: 'InitiateMultipartUpload' },
    context,
    (client, tagged) =>
      client.initMultipartUpload(target.key, { headers: initiateHeaders(options), ...tagged }),
  );
  if (typeof value.uploadId === 'string' && value.uploadId !== '') return value.uploadId;
  throw new TransferError({
    code: 'unexpected-answer',
    detail: 'InitiateMultipartUpload: the response names no uploadId.',
    status: response.status,
  });
}

export async function putPart(
  call: CallOss,
  transport: Pick<Transport, 'digest'>,
  target: ObjectTarget,
  uploadId: string,
  number: number,
  range: PartBytes,
  context: RequestContext,
): Promise<Receipt> {
  const body = bodyOfRange(range);
  const size = range.end - range.start;
  const { response } = await call(
    { ...target, operation: 'UploadPart' },
    context,
    async (client, tagged) => {
      const digested = range.withMd5
        ? await withMd5(transport, body, context.signal)
        : { body, headers: {} };
      const part = { key: target.key, uploadId, number, size, ...digested };
      await sendPart(client, part, tagged);
    },
  );
  return receiptOf(response, body, range.withMd5);
}

export async function completeMultipartUpload(
  call: CallOss,
  target: ObjectTarget,
  uploadId: string,
  parts: readonly RemotePart[],
  options: ObjectOptions,
  context: RequestContext,
): Promise<CompleteReceipt> {
  checkObjectOptions(options);
  const callback = options.callback !== undefined;
  const { response } = await call(
    { ...target, operation: 'CompleteMultipartUpload', callback },
    context,
    (client, tagged) =>
      client.completeMultipartUpload(target.key, uploadId, parts, {
        headers: completeHeaders(options),
        ...tagged,
      }),
  );
  const receipt = completeReceiptOf(response);
  if (!callback) return receipt;
  return { ...receipt, callback: callbackResult(response, 'CompleteMultipartUpload') };
}

export async function abortMultipartUpload(
  call: CallOss,
  target: ObjectTarget,
  uploadId: string,
  context: RequestContext,
): Promise<void> {
  // ali-oss also sets a flag for its own schedulers, which Ferry never uses.
  await call({ ...target, operation: 'AbortMultipartUpload' }, context, (client, tagged) =>
    client.abortMultipartUpload(target.key, uploadId, tagged),
  );
}
