import type Client from 'ali-oss';
import { TransferError } from '../../../shared/errors.ts';
import type { RequestContext } from '../../engine/ports/object-store.ts';
import type { Credentials, CredentialSet } from '../../engine/ports/credentials.ts';
import type { TransportResponse } from '../../transfer/transport.ts';
import type { AccountClients, Session } from '../ali-oss/account-clients.ts';
import { classifyError } from '../responses/classify-error.ts';
import { tag, type SignedExchange, type TaggedOptions } from '../ali-oss/undocumented-calls.ts';
import { unsendableKey } from '../../../shared/upload/object-key.ts';
import { operationFacts, type Operation } from './operation.ts';

/** The operation and the bucket of a call. */
interface CallTarget {
  readonly accountId: string;
  /** Absent for calls that concern no bucket. */
  readonly bucket?: string;
  /** The object key that the call names. */
  readonly key?: string;
  readonly operation: Operation;
  /** True when OSS relays the response of a callback server. */
  readonly callback?: boolean;
  /** The response, when a worker has sent the request already. A repeat is sent as usual. */
  readonly received?: Promise<TransportResponse> | undefined;
}

/** The value that ali-oss read from a response, and the response. */
interface CallResult<Value> {
  readonly value: Value;
  readonly response: TransportResponse;
}

/** Makes one call of ali-oss. @throws TransferError, or the signal's reason. */
export type CallOss = <Value>(
  target: CallTarget,
  context: RequestContext,
  run: (client: Client, tagged: TaggedOptions) => Promise<Value>,
) => Promise<CallResult<Value>>;

/**
 * Makes one attempt, with two internal retries that do not change the request. One follows a
 * signature with a wrong time, the other an expired token. Each happens at most once.
 */
export function createCallOss(clients: AccountClients, credentials: Credentials): CallOss {
  return async (target, context, run) => {
    if (target.key !== undefined) checkKey(target.key);
    const bytes = monotoneBytes(context.onBytes);
    let clockCorrected = false;
    let renewed = false;
    for (let { received } = target; ; received = undefined) {
      context.signal.throwIfAborted();
      const session = await openSession(clients, target);
      context.signal.throwIfAborted();
      const exchange = beginExchange({ ...target, received }, context, bytes.attempt());
      try {
        const value = await run(session.client, tag(exchange));
        if (exchange.response === undefined)
          throw new Error('ali-oss did not call its HTTP client');
        return { value, response: exchange.response };
      } catch (thrown) {
        context.signal.throwIfAborted();
        const error = classify(thrown, exchange, session, target.bucket);
        const { code, clockOffset } = error.record;
        if (code === 'clock-skewed' && clockOffset !== undefined && !clockCorrected) {
          clockCorrected = true;
          clients.correctClock(target.accountId, clockOffset);
        } else if (code === 'credentials-expired' && !renewed) {
          renewed = true;
          await renew(credentials, target.accountId, session.credentials, error);
        } else {
          throw error;
        }
      }
    }
  };
}

/**
 * Refuses object keys that would change on the way to OSS. Planning refuses them too, but commands
 * also name keys that other programs made.
 *
 * @throws TransferError `key-invalid` or `name-not-text`.
 */
export function checkKey(key: string): void {
  const fault = unsendableKey(key);
  if (fault !== undefined) throw new TransferError(fault);
}

/**
 * @throws TransferError, also when ali-oss rejects its options, which would be a defect of Ferry.
 */
async function openSession(clients: AccountClients, target: CallTarget): Promise<Session> {
  try {
    const { plane } = operationFacts[target.operation];
    return await clients.session(target.accountId, target.bucket, plane);
  } catch (thrown) {
    throw classifyError(thrown, { operation: target.operation, secrets: [], now: Date.now() });
  }
}

function beginExchange(
  target: CallTarget,
  context: RequestContext,
  onBytes: RequestContext['onBytes'],
): SignedExchange {
  const { onBytes: _onBytes, ...rest } = context;
  return {
    operation: target.operation,
    callback: target.callback ?? false,
    received: target.received,
    context: { ...rest, ...(onBytes === undefined ? {} : { onBytes }) },
  };
}

function classify(
  thrown: unknown,
  exchange: SignedExchange,
  session: Session,
  bucket: string | undefined,
): TransferError {
  const { accessKeyId, accessKeySecret, securityToken } = session.credentials;
  const isBound = session.address.addressing === 'custom-domain' && bucket !== undefined;
  return classifyError(exchange.failure === undefined ? thrown : exchange.failure.thrown, {
    operation: exchange.operation,
    ...(exchange.response === undefined ? {} : { response: exchange.response }),
    ...(isBound ? { boundBucket: bucket } : {}),
    secrets: [accessKeySecret, securityToken ?? '', accessKeyId],
    now: Date.now(),
  });
}

/** @throws the refusal of OSS when there are no newer credentials: it names the request. */
async function renew(
  credentials: Credentials,
  accountId: string,
  refused: CredentialSet,
  refusal: TransferError,
): Promise<void> {
  try {
    await credentials.renew(accountId, refused);
  } catch (thrown) {
    if (thrown instanceof TransferError && thrown.code === 'credentials-expired') throw refusal;
    throw thrown;
  }
}

/**
 * Counts the bytes of a call that may run twice. The second attempt reports only bytes beyond the
 * end of the first, so progress never exceeds the size.
 */
interface MonotoneBytes {
  /** Begins an attempt and returns the function that reports its bytes. */
  attempt(): RequestContext['onBytes'];
}

function monotoneBytes(onBytes: RequestContext['onBytes']): MonotoneBytes {
  let reported = 0;
  return {
    attempt() {
      if (onBytes === undefined) return undefined;
      let sent = 0;
      return (bytes, waited) => {
        sent += bytes;
        if (sent <= reported) return;
        onBytes(sent - reported, waited);
        reported = sent;
      };
    },
  };
}
