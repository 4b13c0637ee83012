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
import { checkObjectOptions } from '../../../shared/check-upload-options.ts';
import { TransferError } from '../../../shared/errors.ts';
import { callbackAnswer } from '../answers/callback-answer.ts';
import type { CallOss } from './call-oss.ts';
import { completeHeaders, initiateHeaders } from './object-headers.ts';
import { checkKey } from './check-key.ts';
import { completeReceiptOf, receiptOf } from '../answers/receipt.ts';
import { bodyOfRange, withMd5 } from './send-range.ts';

/** A part has no content type; ali-oss would guess a type from the key. */
const partType = 'application/octet-stream';

export async function initiateMultipartUpload(
  call: CallOss,
  target: ObjectTarget,
  options: ObjectOptions,
  context: RequestContext,
): Promise<string> {
  checkKey(target.key);
  checkObjectOptions(options);
  const { value, answer } = await call(
    { ...target, operation: 'InitiateMultipartUpload' },
    context,
    (client, ctx) =>
      client.initMultipartUpload(target.key, { headers: initiateHeaders(options), ctx }),
  );
  if (typeof value.uploadId === 'string' && value.uploadId !== '') return value.uploadId;
  throw new TransferError({
    code: 'unexpected-answer',
    detail: 'InitiateMultipartUpload: the answer names no uploadId.',
    status: answer.status,
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
  checkKey(target.key);
  const body = bodyOfRange(range);
  const size = range.end - range.start;
  const { answer } = await call(
    { ...target, operation: 'UploadPart' },
    context,
    async (client, ctx) => {
      const digested = range.withMd5
        ? await withMd5(transport, body, context.signal)
        : { body, headers: {} };
      const data = { stream: digested.body, size };
      return client._uploadPart(target.key, uploadId, number, data, {
        headers: digested.headers,
        mime: partType,
        ctx,
      });
    },
  );
  return receiptOf(answer, body, range.withMd5);
}

export async function completeMultipartUpload(
  call: CallOss,
  target: ObjectTarget,
  uploadId: string,
  parts: readonly RemotePart[],
  options: ObjectOptions,
  context: RequestContext,
): Promise<CompleteReceipt> {
  checkKey(target.key);
  checkObjectOptions(options);
  const callback = options.callback !== undefined;
  const { answer } = await call(
    { ...target, operation: 'CompleteMultipartUpload', callback },
    context,
    (client, ctx) =>
      client.completeMultipartUpload(target.key, uploadId, parts, {
        headers: completeHeaders(options),
        ctx,
      }),
  );
  const receipt = completeReceiptOf(answer);
  if (!callback) return receipt;
  return { ...receipt, callback: callbackAnswer(answer, 'CompleteMultipartUpload') };
}

export async function abortMultipartUpload(
  call: CallOss,
  target: ObjectTarget,
  uploadId: string,
  context: RequestContext,
): Promise<void> {
  checkKey(target.key);
  // ali-oss also sets a flag for its own schedulers, which Ferry never uses.
  await call({ ...target, operation: 'AbortMultipartUpload' }, context, (client, ctx) =>
    client.abortMultipartUpload(target.key, uploadId, { ctx }),
  );
}
