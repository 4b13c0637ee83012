import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { OssResponse } from '../operations/call.ts';
import { errorXml, OssError } from '../rules/oss-error.ts';
import { formatHttpDate } from '../signing/request-time.ts';
import { ConnectionLost, untilLost } from './connection-lost.ts';
import {
  beginExchange,
  describeExchange,
  type ServerExchange,
  type ServerState,
} from './exchange.ts';
import { planFaults, type Wait } from './fault-plan.ts';
import { operate } from './operate.ts';
import { readRequest, type OssRequest } from './read-request.ts';
import { completeResponse, sendResponse } from './send-response.ts';
import { toWire } from '../text/text-coding.ts';

/** Serves one request from its headers to the end of its response. Never throws. */
export async function dispatch(
  state: ServerState,
  message: IncomingMessage,
  response: ServerResponse,
  expectsContinue: boolean,
): Promise<void> {
  const exchange = beginExchange(state, message, response, expectsContinue);
  try {
    await serve(state, exchange);
  } catch (error) {
    if (!(error instanceof ConnectionLost)) state.onFailure(error);
    message.socket.destroy();
  } finally {
    exchange.entry.isFinished = true;
    state.journal.changed();
  }
}

async function serve(state: ServerState, exchange: ServerExchange): Promise<void> {
  const result = await makeResponse(state, exchange).catch((error: unknown) =>
    makeErrorResponse(state, exchange, error),
  );
  const { plan, entry, response, message, signal } = exchange;
  try {
    for (const wait of plan.beforeResponse) await pause(wait, signal);
    if (plan.dropsResponse) {
      message.socket.destroy();
      return;
    }
    const raw = completeResponse(result, commonHeaders(state, exchange), plan);
    if (signal.aborted) throw new ConnectionLost();
    entry.status = raw.status;
    await sendResponse(response, raw, plan.cutResponseAfter);
  } finally {
    if (typeof result.body === 'object' && 'release' in result.body) result.body.release();
  }
}

async function makeResponse(state: ServerState, exchange: ServerExchange): Promise<OssResponse> {
  const request = readRequest(exchange.message, state);
  describeExchange(exchange, request, state.region);
  const strikes = state.faults.strike(exchange.entry);
  exchange.entry.faults = strikes.map(({ fault }) => fault.kind);
  const plan = planFaults(strikes);
  exchange.plan = plan;
  for (const wait of plan.beforeRequest) await pause(wait, exchange.signal);
  if (plan.result !== undefined) return plan.result;
  if (plan.throttle !== undefined) throw throttled(plan.throttle.retryAfterMilliseconds);
  if (plan.expiresToken) expireToken(state, request);
  return await operate(state, exchange, request);
}

/** @throws ConnectionLost, for which no response is possible */
function makeErrorResponse(
  state: ServerState,
  exchange: ServerExchange,
  error: unknown,
): OssResponse {
  if (error instanceof ConnectionLost) throw error;
  if (!(error instanceof OssError)) state.onFailure(error);
  const known = error instanceof OssError ? error : new OssError('InternalError');
  const xml = errorXml(known, exchange.entry.requestId, exchange.hostId);
  const isHead = exchange.message.method === 'HEAD';
  return { status: known.status, headers: errorHeaders(known, xml, isHead), body: xml };
}

function commonHeaders(
  { now }: ServerState,
  { entry, crossOrigin }: ServerExchange,
): Record<string, string> {
  return {
    Server: 'AliyunOSS',
    Date: formatHttpDate(now()),
    'x-oss-request-id': entry.requestId,
    'x-oss-server-time': String(Math.max(now() - entry.at, 1)),
    ...crossOrigin,
  };
}

async function pause(wait: Wait, signal: AbortSignal): Promise<void> {
  if ('released' in wait) {
    await untilLost(wait.released, signal);
    return;
  }
  await sleep(wait.milliseconds, undefined, { signal }).catch(() => {
    throw new ConnectionLost();
  });
}

function throttled(retryAfterMilliseconds: number): OssError {
  return new OssError('ServiceUnavailable', {
    headers: {
      'x-oss-qos-delay-time': String(retryAfterMilliseconds),
      'Retry-After': String(Math.ceil(retryAfterMilliseconds / 1000)),
    },
  });
}

/** Expires the token now. A permanent key has no token, so only this request is refused. */
function expireToken({ accounts, now }: ServerState, { credentials }: OssRequest): void {
  if (credentials.kind === 'anonymous') return;
  const account = accounts.find(credentials.accessKeyId);
  if (account?.securityToken === undefined) throw new OssError('SecurityTokenExpired');
  accounts.update(account.accessKeyId, { expiresAt: now() });
}

/**
 * Headers of an error response. A HEAD response has no body, so OSS puts the XML into `x-oss-err`.
 *
 * @param xml the result of `errorXml`
 */
function errorHeaders(error: OssError, xml: string, isHead: boolean): Record<string, string> {
  return {
    'Content-Type': 'application/xml',
    ...(error.ec === undefined ? {} : { 'x-oss-ec': error.ec }),
    ...(isHead ? { 'x-oss-err': Buffer.from(xml, 'utf8').toString('base64') } : {}),
    ...Object.fromEntries(
      Object.entries(error.headers).map(([name, value]) => [name, toWire(value)]),
    ),
  };
}
