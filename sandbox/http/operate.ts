import type { Identity } from '../accounts.ts';
import type { OssResponse, AuthorizedCall } from '../operations/call.ts';
import { crossOriginHeaders } from '../operations/buckets/cross-origin.ts';
import { operations, type RegisteredOperation } from '../operations/registry.ts';
import { isForeign, type OperationName } from '../rules/operation.ts';
import { OssError } from '../rules/oss-error.ts';
import type { BucketStorage } from '../storage/bucket-storage.ts';
import { unreachable } from '../faults.ts';
import { authenticate, authorize } from './authorize.ts';
import { ConnectionLost, untilLost } from './connection-lost.ts';
import type { ServerExchange, ServerState } from './exchange.ts';
import type { OssRequest } from './read-request.ts';
import { addressedRegion, linkHeaders, obeyServiceRules } from './service-rules.ts';
import { openBody } from './request-body.ts';

/**
 * Carries out a request: authenticates the sender, checks the permission, then runs the operation.
 *
 * @throws OssError for every refusal of OSS; ConnectionLost
 */
export async function operate(
  state: ServerState,
  exchange: ServerExchange,
  request: OssRequest,
): Promise<OssResponse> {
  const name = request.operation;
  const operation = name === undefined ? undefined : operations[name];
  if (isForeign(request.query, request.method)) throw new OssError('NotImplemented');
  if (name === undefined || operation === undefined) {
    throw new OssError('MethodNotAllowed', {
      details: {
        Method: request.method,
        ResourceType: request.key === undefined ? 'Bucket' : 'Object',
      },
    });
  }
  refuseVersions(request);
  const now = state.now();
  const isOpen = operation.isOpen === true;
  const target = request.bucket === undefined ? undefined : state.storage.bucket(request.bucket);
  const region = addressedRegion(request, target, state.region);
  const identity = isOpen
    ? { account: undefined }
    : authenticate(request, state.accounts, { region, now });
  const bucket = findBucket(request, operation, target);
  const { accounts } = state;
  obeyServiceRules({ request, name, identity, bucket, accounts, region: state.region });
  // PutBucket itself responds when the bucket name belongs to another owner.
  if (!isOpen) authorize(identity, name, request, name === 'PutBucket' ? undefined : bucket);
  exchange.crossOrigin = crossOriginHeaders(bucket, request.method, request.headers);
  if (lacksBody(exchange)) await meetBodyFaults(exchange);
  const call = assembleCall(state, exchange, request, { name, identity, now });
  const result = await run(operation, call, bucket, request);
  exchange.entry.applied = result.status < 300;
  state.journal.changed();
  const headers = linkHeaders(request, name, bucket);
  return { ...result, headers: { ...result.headers, ...headers } };
}

/** Every object has one version, which is called `null`. */
function refuseVersions({ query, key = '' }: OssRequest): void {
  const versionId = query.get('versionId') ?? 'null';
  if (versionId !== 'null') {
    throw new OssError('NoSuchVersion', { details: { Key: key, VersionId: versionId } });
  }
}

function findBucket(
  { bucket: name }: OssRequest,
  operation: RegisteredOperation,
  bucket: BucketStorage | undefined,
): BucketStorage | undefined {
  if (name === undefined || bucket !== undefined || operation.level === 'new-bucket') return bucket;
  throw new OssError('NoSuchBucket', { details: { BucketName: name } });
}

async function run(
  operation: RegisteredOperation,
  call: AuthorizedCall,
  bucket: BucketStorage | undefined,
  request: OssRequest,
): Promise<OssResponse> {
  switch (operation.level) {
    case 'service':
      return await operation.run(call);
    case 'new-bucket':
      return await operation.run(call, request.bucket ?? '');
    case 'bucket':
      return await operation.run({ ...call, bucket: present(bucket) });
    case 'object':
      return await operation.run({ ...call, bucket: present(bucket), key: request.key ?? '' });
    default:
      return unreachable(operation, 'operation level');
  }
}

function assembleCall(
  state: ServerState,
  exchange: ServerExchange,
  { method, headers, query }: OssRequest,
  { name, identity, now }: { name: OperationName; identity: Identity; now: number },
): AuthorizedCall {
  const { message, response, entry, plan, signal, expectsContinue, hostId } = exchange;
  return {
    operation: name,
    method,
    headers,
    query,
    identity,
    requestId: entry.requestId,
    hostId,
    now,
    clock: state.now,
    region: state.region,
    storage: state.storage,
    accounts: state.accounts,
    body: openBody({
      request: message,
      plan,
      signal,
      idleTimeout: state.idleTimeout,
      sendContinue: () => {
        if (expectsContinue) response.writeContinue();
      },
      onBytes: (count) => {
        entry.bytesReceived += count;
        state.journal.changed();
      },
    }),
  };
}

function lacksBody({ message: { headers } }: ServerExchange): boolean {
  const length = headers['content-length'];
  return headers['transfer-encoding'] === undefined && (length === undefined || length === '0');
}

/** Faults that count body bytes affect a request without a body before it takes effect. */
async function meetBodyFaults({ plan, message, signal }: ServerExchange): Promise<void> {
  if (plan.cutRequestAfter !== undefined) {
    message.socket.destroy();
    throw new ConnectionLost();
  }
  if (plan.stopReadingAfter !== undefined) {
    await untilLost(new Promise<never>(() => undefined), signal);
  }
}

function present<Value>(value: Value | undefined): Value {
  if (value === undefined) throw new OssError('MethodNotAllowed');
  return value;
}
