import type {
  ByteRange,
  ObjectFacts,
  ObjectOptions,
  ObjectTarget,
  PutReceipt,
  RequestContext,
} from '../../engine/ports/object-store.ts';
import type { Transport } from '../../transfer/transport.ts';
import { checkObjectOptions } from '../../../shared/upload/check-upload-options.ts';
import { TransferError } from '../../../shared/errors.ts';
import { callbackResult, receiptOf, readObjectFacts } from '../responses/receipt.ts';
import { sendObject } from '../ali-oss/send-object.ts';
import type { CallOss } from './call-oss.ts';
import { putHeaders } from './object-headers.ts';
import { bodyOfRange, withMd5 } from './send-range.ts';

export async function headObject(
  call: CallOss,
  target: ObjectTarget,
  context: RequestContext,
): Promise<ObjectFacts | undefined> {
  try {
    const { response } = await call(
      { ...target, operation: 'HeadObject' },
      context,
      (client, tagged) => client.head(target.key, tagged),
    );
    return readObjectFacts(response);
  } catch (thrown) {
    if (thrown instanceof TransferError && thrown.code === 'object-missing') return undefined;
    throw thrown;
  }
}

export async function putObject(
  call: CallOss,
  transport: Pick<Transport, 'digest'>,
  target: ObjectTarget,
  range: ByteRange | undefined,
  options: ObjectOptions,
  context: RequestContext,
): Promise<PutReceipt> {
  checkObjectOptions(options);
  const callback = options.callback !== undefined;
  const body = bodyOfRange(range);
  const { response } = await call(
    { ...target, operation: 'PutObject', callback },
    context,
    async (client, tagged) => {
      const digested = await withMd5(transport, body, context.signal);
      const sent = digested.body.kind === 'file' ? { ...digested.body, identityAfter: true } : body;
      const headers = { ...putHeaders(options), ...digested.headers };
      const { bucket, key } = target;
      await sendObject(client, { bucket, key, body: sent, headers }, tagged);
    },
  );
  const { sourceAfter } = response;
  const receipt = {
    ...receiptOf(response, body, true),
    ...(sourceAfter !== undefined && { sourceAfter }),
  };
  return callback ? { ...receipt, callback: callbackResult(response, 'PutObject') } : receipt;
}
