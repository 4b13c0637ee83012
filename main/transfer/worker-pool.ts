import { close } from 'node:fs';
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { WorkerStart } from './messages.ts';
import { SharedBandwidth } from './shared-bandwidth.ts';
import { slotSize, totalPoolSize } from './slot-pool.ts';
import { TransportError, type Transport, type TransportAnswer } from './transport.ts';
import type { FileRange, TransportBody, TransportProxy } from './transport.ts';
import { workerEnvironment } from './worker-environment.ts';
import { WorkerLink, type Job } from './worker-link.ts';

export interface TransportOptions {
  /** Most worker threads at a time; by default two, or one where the main thread needs the other. */
  readonly workers?: number;
  /** Starts a worker; the tests replace it in order to end one. */
  readonly startWorker?: (data: WorkerStart) => Worker;
}

/** More than this is not on its way at a time in one worker. */
const mostSlots = 64;

/**
 * Bytes lie in the pool and in buffers, outside of the heap: what is left is small, and a limit far
 * above it has it swept early instead of growing.
 */
const resourceLimits = { maxYoungGenerationSizeMb: 8, maxOldGenerationSizeMb: 64 };

function startTransferWorker(data: WorkerStart): Worker {
  const options = {
    workerData: data,
    resourceLimits,
    env: workerEnvironment(),
    // It reads and closes what the main thread has opened.
    trackUnmanagedFds: false,
  };
  return new Worker(new URL('./transfer-worker.ts', import.meta.url), options);
}

/** On two processors a second worker only takes turns with the first, at the price of memory. */
function defaultWorkers(): number {
  return availableParallelism() > 2 ? 2 : 1;
}

/** Worker threads that are started when there is work, and let the process end when there is none. */
export function createTransport(options: TransportOptions = {}): Transport {
  const { workers = defaultWorkers(), startWorker = startTransferWorker } = options;
  const slots = Math.min(mostSlots, Math.floor(totalPoolSize / slotSize / workers));
  const bandwidth = new SharedBandwidth();
  const links = new Set<WorkerLink>();
  let proxy: TransportProxy = { mode: 'direct' };
  let closed = false;

  function leastLoaded(): WorkerLink {
    const [link] = [...links].sort((one, other) => one.load - other.load);
    if (link !== undefined && (link.load === 0 || links.size >= workers)) return link;
    const worker = startWorker({ bandwidth: bandwidth.memory, proxy, slots });
    const added = new WorkerLink(worker, (ended) => links.delete(ended));
    links.add(added);
    return added;
  }

  async function run(
    job: Job,
    bytes: number,
    signal: AbortSignal,
    onBytes?: (bytes: number) => void,
  ) {
    signal.throwIfAborted();
    if (closed) throw new TransportError({ reason: 'connection-lost', detail: 'Ferry is closing' });
    return leastLoaded().run(job, bytes, signal, onBytes);
  }

  async function sum(kind: 'crc64' | 'md5', range: FileRange, signal: AbortSignal) {
    const job = { kind: 'sum', sum: kind, range } as const;
    return (await run(job, range.end - range.start, signal)) as string;
  }

  return {
    async send(request, { signal, onBytes }) {
      const body = ownBytes(request.body);
      const job = {
        kind: 'send',
        request: { ...request, body },
        progress: onBytes !== undefined,
      } as const;
      return (await run(job, sizeOf(body), signal, onBytes)) as TransportAnswer;
    },
    checksum: (range, signal) => sum('crc64', range, signal),
    md5: (range, signal) => sum('md5', range, signal),
    release(descriptor) {
      const [link] = links;
      if (link === undefined) close(descriptor);
      else link.release(descriptor);
    },
    setLimit: (bytesPerSecond) => bandwidth.setLimit(bytesPerSecond),
    setProxy(wanted) {
      // A worker would die of an address that is none.
      if (wanted.mode === 'fixed') new URL(wanted.url);
      proxy = wanted;
      for (const link of links) link.tell({ kind: 'proxy', proxy });
    },
    dropConnections() {
      for (const link of links) link.tell({ kind: 'drop' });
    },
    async close() {
      closed = true;
      await Promise.all([...links].map((link) => link.close()));
    },
  };
}

/** Bytes that cross to a thread are copied together with all the memory they are a part of. */
function ownBytes(body: TransportBody): TransportBody {
  return body.kind === 'bytes' ? { kind: 'bytes', bytes: new Uint8Array(body.bytes) } : body;
}

function sizeOf(body: TransportBody): number {
  switch (body.kind) {
    case 'none':
      return 0;
    case 'bytes':
      return body.bytes.length;
    case 'file':
      return body.end - body.start;
  }
}
