import type {
  ExpectedFile,
  ObjectOptions,
  ObjectTarget,
  PutReceipt,
  RequestContext,
} from '../../engine/ports/object-store.ts';
import { checkObjectOptions } from '../../../shared/upload/check-upload-options.ts';
import { TransferError } from '../../../shared/errors.ts';
import {
  maxFileRequest,
  type Transport,
  type TransportResponse,
} from '../../transfer/transport.ts';
import { type AccountClients, type Session, fileDestination } from '../ali-oss/account-clients.ts';
import { sendObject } from '../ali-oss/undocumented-calls.ts';
import { judgeResponse } from '../responses/judge-response.ts';
import { receiptOf } from '../responses/read-results.ts';
import { checkKey, type CallOss } from './call-oss.ts';
import { putHeaders } from './object-headers.ts';

/** The parts of the adapter that the call uses. */
interface PutFileParts {
  readonly call: CallOss;
  readonly clients: AccountClients;
  readonly transport: Pick<Transport, 'sendFile'>;
}

const nothing = { kind: 'none' } as const;
/** A receipt asks a body only whether it is empty, and the body of a file never is. */
const notEmpty = { kind: 'bytes', bytes: new Uint8Array(0) } as const;

/** As `ObjectStore.putFile`. ali-oss takes part only when the response is no success. */
export async function putFile(
  parts: PutFileParts,
  target: ObjectTarget,
  file: ExpectedFile,
  options: ObjectOptions,
  context: RequestContext,
): Promise<PutReceipt | undefined> {
  const { size } = file.identity;
  if (size === 0 || size > maxFileRequest || options.callback !== undefined) return undefined;
  const { accountId, bucket, key } = target;
  checkKey(key);
  checkObjectOptions(options);
  // Without a session the caller's `put` fails too, and names the reason.
  const session = await parts.clients.session(accountId, bucket).catch(() => undefined);
  context.signal.throwIfAborted();
  if (session === undefined) return undefined;
  const received = sendBy(parts.transport, session, target, file, options, context);
  // Below, ali-oss reads a failure.
  const response = await received.catch(() => 'failed' as const);
  context.signal.throwIfAborted();
  if (response === undefined) return undefined;
  if (response === 'failed' || response.status !== 200) {
    const answered = response === 'failed' ? rejected(received) : Promise.resolve(response);
    await readFailure(parts.call, target, answered, context);
    return undefined;
  }
  judgeResponse(response, { operation: 'PutObject', callback: false });
  const { sourceAfter } = response;
  return {
    ...receiptOf(response, notEmpty, true),
    ...(sourceAfter !== undefined && { sourceAfter }),
  };
}

function sendBy(
  transport: PutFileParts['transport'],
  session: Session,
  { bucket, key }: ObjectTarget,
  { path, identity }: ExpectedFile,
  options: ObjectOptions,
  { signal, onBytes, idleTimeout }: RequestContext,
): Promise<TransportResponse | undefined> {
  const destination = fileDestination(session, bucket);
  return transport.sendFile(
    { path, identity, key, headers: putHeaders(options), destination, idleTimeout },
    { signal, onBytes },
  );
}

/** The rejection of a promise that never resolves. */
async function rejected(promise: Promise<unknown>): Promise<never> {
  await promise;
  throw new Error('The request has not failed');
}

/**
 * Has ali-oss read what a worker received, and throws the classified error. Returns after a refusal
 * that the caller's next request avoids, because the clock was corrected or the credentials were
 * renewed: OSS stored nothing.
 */
async function readFailure(
  call: CallOss,
  target: ObjectTarget,
  received: Promise<TransportResponse>,
  context: RequestContext,
): Promise<void> {
  const attempts = { begun: 0 };
  try {
    await call({ ...target, operation: 'PutObject', received }, context, async (client, tagged) => {
      attempts.begun += 1;
      if (attempts.begun > 1) return;
      const { bucket, key } = target;
      await sendObject(client, { bucket, key, body: nothing, headers: {} }, tagged);
    });
  } catch (thrown) {
    if (attempts.begun > 1) return;
    throw thrown;
  }
  throw new TransferError({ code: 'unexpected-answer', detail: 'PutObject: no usable response.' });
}
