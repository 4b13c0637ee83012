import type { IncomingMessage } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { OssError } from '../rules/oss-error.ts';
import { ConnectionLost, untilLost } from './connection-lost.ts';
import type { FaultPlan } from './fault-plan.ts';

/** The body of a request. It can be read once, and the reader sets the speed. */
export interface RequestBody {
  /** The Content-Length sent; undefined for a chunked body or none. */
  readonly declaredLength: number | undefined;
  /** True when the request declares how its body ends. */
  readonly hasLength: boolean;
  /** @throws OssError EntityTooLarge, RequestTimeout; ConnectionLost */
  stream(largest: number): AsyncGenerator<Buffer>;
  /** @throws as `stream`, and MalformedXML when the bytes are not UTF-8 */
  text(largest: number): Promise<string>;
}

/** The dependencies of a body reader. */
export interface BodySource {
  readonly request: IncomingMessage;
  readonly plan: FaultPlan;
  readonly signal: AbortSignal;
  /** Idle timeout in milliseconds after which OSS refuses the request. */
  readonly idleTimeout: number;
  /** Sends `100 Continue` when the client waits for it. */
  readonly sendContinue: () => void;
  readonly onBytes: (count: number) => void;
}

export function openBody(source: BodySource): RequestBody {
  const { headers } = source.request;
  const isChunked = headers['transfer-encoding'] !== undefined;
  const length = headers['content-length'];
  const declaredLength = isChunked || length === undefined ? undefined : Number(length);
  return {
    declaredLength,
    hasLength: isChunked || declaredLength !== undefined,
    stream: (largest) => readWithFaults(source, declaredLength, largest),
    text: (largest) => readText(readWithFaults(source, declaredLength, largest)),
  };
}

async function readText(chunks: AsyncIterable<Buffer>): Promise<string> {
  const parts: Buffer[] = [];
  for await (const chunk of chunks) parts.push(chunk);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(parts));
  } catch {
    throw new OssError('MalformedXML');
  }
}

async function* readWithFaults(
  source: BodySource,
  declaredLength: number | undefined,
  largest: number,
): AsyncGenerator<Buffer> {
  if (declaredLength !== undefined && declaredLength > largest)
    throw tooLarge(largest, declaredLength);
  const { plan, request, signal } = source;
  let received = 0;
  source.sendContinue();
  await meetLimits(source, received);
  for await (const chunk of readChunks(source)) {
    if (plan.bytesPerSecond !== undefined) {
      await sleep((chunk.length / plan.bytesPerSecond) * 1000, undefined, { signal }).catch(() => {
        throw new ConnectionLost();
      });
    }
    const flip = plan.flipAt === undefined ? -1 : plan.flipAt - received;
    if (flip >= 0 && flip < chunk.length) chunk[flip] = (chunk[flip] ?? 0) ^ 0xff;
    received += chunk.length;
    source.onBytes(chunk.length);
    await meetLimits(source, received);
    if (received > largest) throw tooLarge(largest, received);
    yield chunk;
  }
  if (plan.cutRequestAfter !== undefined) {
    request.socket.destroy();
    throw new ConnectionLost();
  }
}

/** Cuts or freezes the connection after the byte count of a fault. */
async function meetLimits({ plan, request, signal }: BodySource, received: number): Promise<void> {
  if (plan.cutRequestAfter !== undefined && received >= plan.cutRequestAfter) {
    request.socket.destroy();
    throw new ConnectionLost();
  }
  if (plan.stopReadingAfter !== undefined && received >= plan.stopReadingAfter) {
    await untilLost(new Promise<never>(() => undefined), signal);
  }
}

async function* readChunks({ request, signal, idleTimeout }: BodySource): AsyncGenerator<Buffer> {
  let wake: () => void = () => undefined;
  const idle = { isReached: false };
  const onEvent = (): void => {
    wake();
  };
  const timer = setTimeout(() => {
    idle.isReached = true;
    wake();
  }, idleTimeout);
  const events = ['readable', 'end', 'error', 'close'] as const;
  for (const event of events) request.on(event, onEvent);
  signal.addEventListener('abort', onEvent);
  try {
    for (;;) {
      const chunk = request.read() as Buffer | null;
      if (chunk !== null) {
        yield chunk;
        timer.refresh();
        continue;
      }
      if (request.readableEnded) return;
      if (idle.isReached)
        throw new OssError('RequestTimeout', { headers: { Connection: 'close' } });
      if (request.destroyed || signal.aborted) throw new ConnectionLost();
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  } finally {
    clearTimeout(timer);
    for (const event of events) request.off(event, onEvent);
    signal.removeEventListener('abort', onEvent);
  }
}

function tooLarge(largest: number, proposed: number): OssError {
  return new OssError('EntityTooLarge', {
    details: { MaxSizeAllowed: String(largest), ProposedSize: String(proposed) },
    headers: { Connection: 'close' },
  });
}
