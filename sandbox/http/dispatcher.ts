import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Accounts, Identity } from '../accounts.ts';
import type { FaultBook } from '../faults.ts';
import type { OpenEntry, RequestLog } from '../journal.ts';
import type { Answer, Call } from '../operations/call.ts';
import { operations } from '../operations/registry.ts';
import { parsePartNumber } from '../rules/complete-multipart.ts';
import { OssError } from '../rules/oss-error.ts';
import { formatHttpDate } from '../rules/request-time.ts';
import type { Storage } from '../storage/storage.ts';
import { authenticate, authorize } from './authorize.ts';
import { ConnectionLost, untilLost } from './connection-lost.ts';
import { errorHeaders, errorXml } from './error-answer.ts';
import { planFaults, type FaultPlan, type Wait } from './fault-plan.ts';
import { readRequest, type OssRequest } from './read-request.ts';
import { openBody } from './request-body.ts';
import { completeAnswer, sendAnswer } from './send-answer.ts';

/** Everything a request may need of the running server. */
export interface ServerState {
  readonly storage: Storage;
  readonly accounts: Accounts;
  readonly faults: FaultBook;
  readonly journal: RequestLog;
  readonly region: string;
  readonly now: () => number;
  readonly idleTimeout: number;
  readonly endpoint: () => string;
  /** Called with what no answer could be made of; the server goes on. */
  readonly onFailure: (error: unknown) => void;
}

/** One request on its way: its parts are filled in as they become known. */
interface Exchange {
  readonly message: IncomingMessage;
  readonly response: ServerResponse;
  readonly entry: OpenEntry;
  readonly signal: AbortSignal;
  readonly expectsContinue: boolean;
  plan: FaultPlan;
  hostId: string;
}

/** Serves one request from its headers to the end of its answer. Never throws. */
export async function dispatch(
  state: ServerState,
  message: IncomingMessage,
  response: ServerResponse,
  expectsContinue: boolean,
): Promise<void> {
  const exchange = begin(state, message, response, expectsContinue);
  try {
    await serve(state, exchange);
  } catch (error) {
    if (!(error instanceof ConnectionLost)) state.onFailure(error);
    response.destroy();
  } finally {
    exchange.entry.isFinished = true;
  }
}

async function serve(state: ServerState, exchange: Exchange): Promise<void> {
  let answer: Answer;
  try {
    answer = await makeAnswer(state, exchange);
  } catch (error) {
    if (error instanceof ConnectionLost) throw error;
    answer = makeErrorAnswer(state, exchange, error);
  }
  const { plan, entry, response, message, signal } = exchange;
  try {
    for (const wait of plan.beforeResponse) await pause(wait, signal);
    if (plan.dropsResponse) {
      message.socket.destroy();
      return;
    }
    const raw = completeAnswer(answer, commonHeaders(state, entry.requestId), plan);
    if (exchange.signal.aborted) throw new ConnectionLost();
    entry.status = raw.status;
    await sendAnswer(response, raw, plan.cutResponseAfter);
  } finally {
    if (typeof answer.body === 'object' && 'release' in answer.body) answer.body.release();
  }
}

async function makeAnswer(state: ServerState, exchange: Exchange): Promise<Answer> {
  const { message, entry } = exchange;
  const request = readRequest(message, state.accounts);
  describe(entry, request);
  if (request.bucket !== undefined) {
    exchange.hostId = `${request.bucket}.oss-${state.region}.aliyuncs.com`;
  }
  const strikes = state.faults.strike(entry);
  entry.faults = strikes.map(({ fault }) => fault.kind);
  const plan = planFaults(strikes);
  exchange.plan = plan;
  for (const wait of plan.beforeRequest) await pause(wait, exchange.signal);
  if (plan.answer !== undefined) {
    return plan.answer;
  }
  if (plan.throttle !== undefined) throw throttled(plan.throttle.retryAfterMilliseconds);
  if (plan.expiresToken) expireToken(state, request);
  return await operate(state, exchange, request);
}

async function operate(
  state: ServerState,
  exchange: Exchange,
  request: OssRequest,
): Promise<Answer> {
  const now = state.now();
  const { region, storage, accounts } = state;
  const identity: Identity = authenticate(request, accounts, { region, now });
  const { operation: name, bucket: bucketName, key, method, headers, query } = request;
  const operation = name === undefined ? undefined : operations[name];
  if (name === undefined || operation === undefined) {
    throw new OssError('MethodNotAllowed', { details: { Method: method, ResourceType: 'Object' } });
  }
  const bucket = bucketName === undefined ? undefined : storage.bucket(bucketName);
  if (bucketName !== undefined && bucket === undefined && operation.level !== 'new-bucket') {
    throw new OssError('NoSuchBucket', { details: { BucketName: bucketName } });
  }
  authorize(identity, name, request, bucket);
  const call: Call = {
    operation: name,
    method,
    headers,
    query,
    identity,
    requestId: exchange.entry.requestId,
    now,
    endpoint: state.endpoint(),
    region,
    storage,
    accounts,
    body: openBody({
      request: exchange.message,
      plan: exchange.plan,
      signal: exchange.signal,
      idleTimeout: state.idleTimeout,
      sendContinue: () => {
        if (exchange.expectsContinue) exchange.response.writeContinue();
      },
      onBytes: (count) => {
        exchange.entry.bytesReceived += count;
      },
    }),
  };
  if (lacksBody(exchange)) await meetBodyFaults(exchange);
  const run = async (): Promise<Answer> => {
    switch (operation.level) {
      case 'service':
        return await operation.run(call);
      case 'new-bucket':
        return await operation.run(call, bucketName ?? '');
      case 'bucket':
        return await operation.run({ ...call, bucket: present(bucket) });
      case 'object':
        return await operation.run({ ...call, bucket: present(bucket), key: key ?? '' });
    }
  };
  const answer = await run();
  exchange.entry.applied = answer.status < 300;
  return answer;
}

function begin(
  state: ServerState,
  message: IncomingMessage,
  response: ServerResponse,
  expectsContinue: boolean,
): Exchange {
  const lost = new AbortController();
  response.once('close', () => {
    lost.abort();
  });
  const entry = state.journal.add({
    at: state.now(),
    method: message.method ?? 'GET',
    operation: undefined,
    bucket: undefined,
    key: undefined,
    uploadId: undefined,
    partNumber: undefined,
    requestId: randomBytes(12).toString('hex').toUpperCase(),
    status: 0,
    bytesReceived: 0,
    applied: false,
    faults: [],
    isFinished: false,
  });
  return {
    message,
    response,
    entry,
    signal: lost.signal,
    expectsContinue,
    plan: planFaults([]),
    hostId: `oss-${state.region}.aliyuncs.com`,
  };
}

function describe(entry: OpenEntry, { operation, bucket, key, query }: OssRequest): void {
  entry.operation = operation;
  entry.bucket = bucket;
  entry.key = key;
  entry.uploadId = query.get('uploadId');
  entry.partNumber = parsePartNumber(query.get('partNumber') ?? '');
}

function makeErrorAnswer(state: ServerState, exchange: Exchange, error: unknown): Answer {
  if (!(error instanceof OssError)) state.onFailure(error);
  const known = error instanceof OssError ? error : new OssError('InternalError');
  const xml = errorXml(known, exchange.entry.requestId, exchange.hostId);
  const isHead = exchange.message.method === 'HEAD';
  return { status: known.status, headers: errorHeaders(known, xml, isHead), body: xml };
}

function commonHeaders(state: ServerState, requestId: string): Record<string, string> {
  return {
    Server: 'AliyunOSS',
    Date: formatHttpDate(state.now()),
    'x-oss-request-id': requestId,
    'x-oss-server-time': '1',
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

/** The token is spent from now on; a permanent key has none, so only this request is refused. */
function expireToken({ accounts, now }: ServerState, { credentials }: OssRequest): void {
  if (credentials.kind === 'anonymous') return;
  const account = accounts.find(credentials.accessKeyId);
  if (account?.securityToken === undefined) throw new OssError('SecurityTokenExpired');
  accounts.update(account.accessKeyId, { expiresAt: now() });
}

function lacksBody({ message: { headers } }: Exchange): boolean {
  const length = headers['content-length'];
  return headers['transfer-encoding'] === undefined && (length === undefined || length === '0');
}

/** Faults that count body bytes meet a request without a body before it takes effect. */
async function meetBodyFaults({ plan, message, signal }: Exchange): Promise<void> {
  if (plan.cutRequestAfter !== undefined) {
    message.socket.destroy();
    throw new ConnectionLost();
  }
  if (plan.stopReadingAfter !== undefined) {
    await untilLost(new Promise<never>(() => undefined), signal);
  }
}

function present<Value>(value: Value | undefined): Value {
  if (value === undefined) throw new Error('The bucket was not looked up.');
  return value;
}
