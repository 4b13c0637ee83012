import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Accounts } from '../accounts.ts';
import type { FaultBook } from '../fault-book.ts';
import type { OpenEntry, RequestLog } from '../journal.ts';
import { parsePartNumber } from '../rules/complete-multipart.ts';
import type { Storage } from '../storage/storage.ts';
import { planFaults, type FaultPlan } from './fault-plan.ts';
import type { OssRequest } from './read-request.ts';

/** The parts of the running server that a request may need. */
export interface ServerState {
  readonly storage: Storage;
  readonly accounts: Accounts;
  readonly faults: FaultBook;
  readonly journal: RequestLog;
  /** Signing region, such as `cn-hangzhou`. */
  readonly region: string;
  readonly now: () => number;
  /** Idle timeout of the body in milliseconds, after which a request is refused. */
  readonly idleTimeout: number;
  /** Called with an error that cannot become a response; the server continues. */
  readonly onFailure: (error: unknown) => void;
}

/** One request in progress: its fields are filled in as they become known. */
export interface ServerExchange {
  readonly message: IncomingMessage;
  readonly response: ServerResponse;
  readonly entry: OpenEntry;
  /** Aborted when the connection is closed. */
  readonly signal: AbortSignal;
  readonly expectsContinue: boolean;
  plan: FaultPlan;
  /** The host name that the client requested, for error responses. */
  hostId: string;
  /** Headers that every response to this request carries for a page of another origin. */
  crossOrigin: Readonly<Record<string, string>>;
}

/** Adds a request to the journal before the server parses it. */
export function beginExchange(
  state: ServerState,
  message: IncomingMessage,
  response: ServerResponse,
  expectsContinue: boolean,
): ServerExchange {
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
    crossOrigin: {},
  };
}

/** Writes the bucket, key and operation of a request into the journal. */
export function describeExchange(
  exchange: ServerExchange,
  { operation, bucket, key, query }: OssRequest,
  region: string,
): void {
  const { entry } = exchange;
  entry.operation = operation;
  entry.bucket = bucket;
  entry.key = key;
  entry.uploadId = query.get('uploadId');
  entry.partNumber = parsePartNumber(query.get('partNumber') ?? '');
  if (bucket !== undefined) exchange.hostId = `${bucket}.oss-${region}.aliyuncs.com`;
}
