import type {
  ByteRange,
  ObjectFacts,
  ObjectOptions,
  ObjectTarget,
  PutReceipt,
  RequestContext,
} from '../../engine/ports/object-store.ts';
import type { Transport } from '../../transfer/transport.ts';
import { checkObjectOptions } from '../../../shared/check-upload-options.ts';
import { TransferError } from '../../../shared/errors.ts';
import { callbackAnswer } from '../answers/callback-answer.ts';
import type { CallOss } from './call-oss.ts';
import { readObjectFacts } from '../answers/object-facts.ts';
import { putHeaders } from './object-headers.ts';
import { checkKey } from './check-key.ts';
import { receiptOf } from '../answers/receipt.ts';
import { bodyOfRange, withMd5 } from './send-range.ts';

export async function headObject(
  call: CallOss,
  target: ObjectTarget,
  context: RequestContext,
): Promise<ObjectFacts | undefined> {
  checkKey(target.key);
  try {
    const { answer } = await call({ ...target, operation: 'HeadObject' }, context, (client, ctx) =>
      client.head(target.key, { ctx }),
    );
    return readObjectFacts(answer);
  } catch (thrown) {
    if (thrown instanceof TransferError && thrown.code === 'object-missing') return undefined;
    throw thrown;
  }
}

/**
 * Sends PutObject without the `put` method of ali-oss. That method needs a stream or a buffer,
 * blocks on disk access and sends empty files in chunks. Signing and errors are the same.
 */
export async function putObject(
  call: CallOss,
  transport: Pick<Transport, 'digest'>,
  target: ObjectTarget,
  range: ByteRange | undefined,
  options: ObjectOptions,
  context: RequestContext,
): Promise<PutReceipt> {
  checkKey(target.key);
  checkObjectOptions(options);
  const callback = options.callback !== undefined;
  const body = bodyOfRange(range);
  const { answer } = await call(
    { accountId: target.accountId, bucket: target.bucket, operation: 'PutObject', callback },
    context,
    async (client, ctx) => {
      const digested = await withMd5(transport, body, context.signal);
      return client.request({
        method: 'PUT',
        bucket: target.bucket,
        object: target.key,
        headers: { ...putHeaders(options), ...digested.headers },
        stream:
          digested.body.kind === 'file' ? { ...digested.body, lookAfter: true } : digested.body,
        successStatuses: [200],
        ctx,
      });
    },
  );
  const { sourceAfter } = answer;
  const receipt = {
    ...receiptOf(answer, body, true),
    ...(sourceAfter !== undefined && { sourceAfter }),
  };
  return callback ? { ...receipt, callback: callbackAnswer(answer, 'PutObject') } : receipt;
}
