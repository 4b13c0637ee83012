import { TransferError } from '../../shared/errors.ts';
import { checkObjectOptions } from '../../shared/upload/check-upload-options.ts';
import type {
  ObjectStore,
  ByteRange,
  ObjectFacts,
  ObjectOptions,
  ObjectTarget,
  PutReceipt,
  RequestContext,
  CompleteReceipt,
  PartBytes,
  Receipt,
  RemotePart,
} from '../engine/ports/object-store.ts';
import type { Transport, TransportBody } from '../transfer/transport.ts';
import { createAccountClients, type AccountClientsOptions } from './ali-oss/account-clients.ts';
import { sendObject, sendPart } from './ali-oss/undocumented-calls.ts';
import { createCallOss, type CallOss } from './requests/call-oss.ts';
import { listAllParts, listAllUploads, sendProbe } from './requests/list-calls.ts';
import { putHeaders, completeHeaders, initiateHeaders } from './requests/object-headers.ts';
import { putFile } from './requests/put-file.ts';
import {
  callbackResult,
  receiptOf,
  readObjectFacts,
  completeReceiptOf,
} from './responses/read-results.ts';

/**
 * Implements `ObjectStore` with the single calls, signatures and XML of ali-oss, and with the
 * transport and errors of Ferry.
 */
export function createObjectStore(options: AccountClientsOptions): ObjectStore {
  const clients = createAccountClients(options);
  const call = createCallOss(clients, options.credentials);
  const { transport } = options;
  return {
    head: (target, context) => headObject(call, target, context),
    put: (target, range, objectOptions, context) =>
      putObject(call, transport, target, range, objectOptions, context),
    putFile: (target, file, objectOptions, context) =>
      putFile({ call, clients, transport }, target, file, objectOptions, context),
    initiate: (target, objectOptions, context) =>
      initiateMultipartUpload(call, target, objectOptions, context),
    uploadPart: (target, uploadId, number, range, context) =>
      putPart(call, transport, target, uploadId, number, range, context),
    complete: (target, uploadId, parts, objectOptions, context) =>
      completeMultipartUpload(call, target, uploadId, parts, objectOptions, context),
    abort: (target, uploadId, context) => abortMultipartUpload(call, target, uploadId, context),
    listParts: (target, uploadId, context) => listAllParts(call, target, uploadId, context),
    listUploads: (target, context) => listAllUploads(call, target, context),
    probe: (target, context) => sendProbe(call, target, context),
  };
}

async function headObject(
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

async function putObject(
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

async function initiateMultipartUpload(
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

async function putPart(
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

async function completeMultipartUpload(
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

async function abortMultipartUpload(
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

/** MD5 of no bytes, in base64. */
const emptyMd5 = '1B2M2Y8AsgTpgAmY7PhCfg==';

/** A body and the headers with its digest. */
interface DigestedBody {
  readonly body: TransportBody;
  readonly headers: Readonly<Record<string, string>>;
}

/** A range as a body of the transport. An empty range has no body, so it is not sent in chunks. */
function bodyOfRange(range: ByteRange | undefined): TransportBody {
  if (range === undefined || range.start === range.end) return { kind: 'none' };
  const { source, start, end } = range;
  return { kind: 'file', descriptor: source.descriptor, start, end };
}

/** A body with its Content-MD5, which the signature needs first. */
async function withMd5(
  transport: Pick<Transport, 'digest'>,
  body: TransportBody,
  signal: AbortSignal,
): Promise<DigestedBody> {
  if (body.kind !== 'file') return { body, headers: { 'Content-MD5': emptyMd5 } };
  const { md5, kept } = await transport.digest(body, signal);
  return { body: kept === undefined ? body : { ...body, kept }, headers: { 'Content-MD5': md5 } };
}
