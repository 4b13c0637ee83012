import {
  TransportError,
  type FileRange,
  type SendOptions,
  type Transport,
  type TransportResponse,
  type TransportFailure,
  type TransportRequest,
} from '../../../main/transfer/transport.ts';

/** A request that waits for the test to answer it. */
export interface PendingRequest {
  readonly request: TransportRequest;
  readonly options: SendOptions;
  /** `early`: before the whole body was sent, so that its checksum is unknown. */
  readonly respondWith: (answer: Partial<TransportResponse>, early?: 'early') => void;
  readonly failWith: (failure: Partial<TransportFailure>) => void;
}

/** A transport whose other end is the test: it takes the next request and answers it. */
export interface ScriptedTransport extends Transport {
  nextRequest(): Promise<PendingRequest>;
  /** How many requests were sent in all. */
  sent(): number;
  /** Ranges whose MD5 was asked for. Each MD5 is `md5-<start>-<end>`. */
  readonly hashed: readonly FileRange[];
}

export function createScriptedTransport(): ScriptedTransport {
  const pending: PendingRequest[] = [];
  const waiting: ((request: PendingRequest) => void)[] = [];
  const hashed: FileRange[] = [];
  let sent = 0;

  return {
    hashed,
    sent: () => sent,

    send(request, options) {
      sent += 1;
      const { promise, resolve, reject } = Promise.withResolvers<TransportResponse>();
      options.signal.addEventListener('abort', () => reject(options.signal.reason as Error));
      const entry: PendingRequest = {
        request,
        options,
        respondWith(answer, early) {
          const isSent = request.body.kind === 'file' && early === undefined;
          const crc64 = isSent ? { sentCrc64: '42' } : {};
          resolve({ status: 200, headers: {}, body: new Uint8Array(), ...crc64, ...answer });
        },
        failWith(failure) {
          reject(new TransportError({ reason: 'connection-lost', detail: 'failed', ...failure }));
        },
      };
      const taker = waiting.shift();
      if (taker === undefined) pending.push(entry);
      else taker(entry);
      return promise;
    },

    sendFile: () => Promise.resolve(undefined),

    nextRequest() {
      const entry = pending.shift();
      if (entry !== undefined) return Promise.resolve(entry);
      return new Promise((resolve) => waiting.push(resolve));
    },

    digest(range) {
      hashed.push(range);
      return Promise.resolve({ md5: `md5-${range.start}-${range.end}` });
    },
    checksum: () => Promise.reject(new Error('not scripted')),
    setLimit: () => undefined,
    setProxy: () => undefined,
    release: () => undefined,
    dropConnections: () => undefined,
    prepare: () => undefined,
    dropStalled: () => undefined,
    close: () => Promise.resolve(),
  };
}
