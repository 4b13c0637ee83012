import { close } from 'node:fs';
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { type SumKind, type WorkerStart, workerEnvironment } from './messages.ts';
import { SharedBandwidth } from '../bandwidth.ts';
import { slotSize, totalPoolSize } from './slot-pool.ts';
import {
  TransportError,
  type Transport,
  type TransportResponse,
  type FileRange,
  type TransportBody,
  type TransportProxy,
} from '../transport.ts';
import { WorkerLink, type Sum } from './worker-link.ts';

export interface TransportOptions {
  /**
   * Most worker threads at a time. The default is two, or one where the main thread needs the
   * other processor.
   */
  readonly workers?: number;
  /** Starts a worker; the tests replace this function in order to end a worker. */
  readonly startWorker?: (data: WorkerStart) => Worker;
}

/** At most this many slots are in use at a time in one worker. */
const mostSlots = 64;

/**
 * File bytes lie in the pool and in buffers, outside of the heap. The rest of the heap is small.
 * These limits lie far above it and make the garbage collector run early instead of growing the
 * heap.
 */
const resourceLimits = { maxYoungGenerationSizeMb: 8, maxOldGenerationSizeMb: 64 };

function startTransferWorker(data: WorkerStart): Worker {
  const options = {
    workerData: data,
    resourceLimits,
    env: workerEnvironment(),
    // The worker reads and closes descriptors that the main thread opened.
    trackUnmanagedFds: false,
  };
  return new Worker(new URL('./transfer-worker.ts', import.meta.url), options);
}

/** On two processors a second worker only takes turns with the first and costs memory. */
function defaultWorkers(): number {
  return availableParallelism() > 2 ? 2 : 1;
}

/** Worker threads that start on demand. Idle worker threads do not keep the process alive. */
export function createTransport(options: TransportOptions = {}): Transport {
  const { workers = defaultWorkers(), startWorker = startTransferWorker } = options;
  const slots = Math.min(mostSlots, Math.floor(totalPoolSize / slotSize / workers));
  const bandwidth = new SharedBandwidth();
  const links = new Set<WorkerLink>();
  let proxy: TransportProxy = { mode: 'direct' };
  let closed = false;
  let started = 0;

  function leastLoaded(): WorkerLink {
    const [link] = [...links].sort((one, other) => one.load - other.load);
    if (link !== undefined && (link.load === 0 || links.size >= workers)) return link;
    const worker = startWorker({ bandwidth: bandwidth.memory, proxy, slots });
    started += 1;
    const added = new WorkerLink(started, worker, (ended) => links.delete(ended));
    links.add(added);
    return added;
  }

  function requireOpen(signal: AbortSignal): void {
    signal.throwIfAborted();
    if (closed) throw new TransportError({ reason: 'connection-lost', detail: 'Ferry is closing' });
  }

  /** The worker that keeps the bytes of the body in memory, or the worker with the least load. */
  function linkFor(body: TransportBody): WorkerLink {
    const number = body.kind === 'file' ? body.kept?.worker : undefined;
    const holder = [...links].find((link) => link.number === number);
    return holder ?? leastLoaded();
  }

  async function sum(kind: SumKind, range: FileRange, signal: AbortSignal) {
    requireOpen(signal);
    const link = leastLoaded();
    const job = { kind: 'sum', sum: kind, range } as const;
    const { value, kept } = (await link.run(job, range.end - range.start, signal)) as Sum;
    return { value, ...(kept !== undefined && { kept: { worker: link.number, id: kept } }) };
  }

  return {
    prepare() {
      if (!closed) leastLoaded();
    },
    async send(request, { signal, onBytes }) {
      requireOpen(signal);
      const link = linkFor(request.body);
      const body = readableBody(request.body, link);
      const job = {
        kind: 'send',
        request: { ...request, body },
        progress: onBytes !== undefined,
      } as const;
      return (await link.run(job, sizeOf(body), signal, onBytes)) as TransportResponse;
    },
    async sendFile(request, { signal, onBytes }) {
      requireOpen(signal);
      const job = { kind: 'file', request, progress: onBytes !== undefined } as const;
      const { size } = request.identity;
      const outcome = await leastLoaded().run(job, size, signal, onBytes);
      return outcome as TransportResponse | undefined;
    },
    checksum: async (range, signal) => (await sum('crc64', range, signal)).value,
    digest: async (range, signal) => {
      const { value, ...kept } = await sum('md5', range, signal);
      return { md5: value, ...kept };
    },
    release(descriptor) {
      const [link] = links;
      if (link === undefined) close(descriptor);
      else link.release(descriptor);
    },
    setLimit: (bytesPerSecond) => bandwidth.setLimit(bytesPerSecond),
    setProxy(wanted) {
      // An invalid address would end a worker.
      if (wanted.mode === 'fixed') new URL(wanted.url);
      proxy = wanted;
      for (const link of links) link.post({ kind: 'proxy', proxy });
    },
    dropConnections(addresses) {
      for (const link of links) link.post({ kind: 'drop', addresses });
    },
    dropStalled(milliseconds) {
      for (const link of links) link.post({ kind: 'drop-stalled', milliseconds });
    },
    async close() {
      closed = true;
      await Promise.all([...links].map((link) => link.close()));
    },
  };
}

/** The body in a form that a worker can read. */
function readableBody(body: TransportBody, link: WorkerLink): TransportBody {
  // A message to a thread copies the whole memory behind a byte array, so a copy of its own is
  // smaller.
  if (body.kind === 'bytes') return { kind: 'bytes', bytes: new Uint8Array(body.bytes) };
  if (body.kind === 'none' || body.kept === undefined || body.kept.worker === link.number) {
    return body;
  }
  const { kept: _kept, ...range } = body;
  return range;
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
