/*
 * A worker thread that sends and reads bytes. It receives commands and sends reports, both in
 * batches. It contains no code specific to OSS.
 */
import { closeSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import { BandwidthQueue, SharedBandwidth } from '../bandwidth.ts';
import { classifyFailure } from '../connection/classify-failure.ts';
import { Connections } from '../connection/connections.ts';
import { SocketExchange, type ExchangeEnding } from '../connection/exchange.ts';
import { SlotPool } from './slot-pool.ts';
import { MessageQueue, type Command, type Report, type WorkerStart } from './messages.ts';
import { FileExchange } from './send-file.ts';
import { SyncReads } from '../source/sync-reads.ts';
import { RangeSum } from './sum-range.ts';
import { assertNever } from '../../../shared/assert-never.ts';

const progressInterval = 100;

const start = workerData as WorkerStart;
const slots = new SlotPool(start.slots);
const resources = {
  slots,
  bandwidth: new BandwidthQueue(new SharedBandwidth(start.bandwidth)),
  syncReads: new SyncReads(),
};
const connections = new Connections();
connections.setProxy(start.proxy);

/** With so many requests in flight, the line does not wait for the report of one. */
const many = 8;

const reports = new MessageQueue<Report>(
  (batch) => parentPort?.postMessage(batch),
  () => exchanges.size >= many,
);
const exchanges = new Map<number, SocketExchange | FileExchange>();
const watched = new Set<number>();
const sums = new Map<number, RangeSum>();
let progressTimer: NodeJS.Timeout | undefined;

parentPort?.on('message', (commands: readonly Command[]) => {
  for (const command of commands) obey(command);
});

function obey(command: Command): void {
  switch (command.kind) {
    case 'send':
      void send(command);
      return;
    case 'file':
      void sendFile(command);
      return;
    case 'sum':
      void sum(command);
      return;
    case 'stop':
      exchanges.get(command.id)?.stop();
      sums.get(command.id)?.stop();
      return;
    case 'close':
      closeSync(command.descriptor);
      return;
    case 'proxy':
      connections.setProxy(command.proxy);
      return;
    case 'drop':
      for (const exchange of exchanges.values()) exchange.drop(command.addresses);
      connections.drop(command.addresses);
      return;
    case 'drop-stalled':
      for (const exchange of exchanges.values()) exchange.dropStalled(command.milliseconds);
      connections.dropIdle();
      return;
    default:
      assertNever(command, 'command');
  }
}

async function send({ id, request, progress }: Command & { kind: 'send' }): Promise<void> {
  // Main learns at once that only the response is missing.
  const exchange = new SocketExchange(request, connections, resources, { onTaken: reportProgress });
  exchanges.set(id, exchange);
  if (progress) watch(id);
  const ending = await exchange.run();
  exchanges.delete(id);
  watched.delete(id);
  reports.add(reportOf(id, ending, exchange));
}

async function sendFile({ id, request, progress }: Command & { kind: 'file' }): Promise<void> {
  const exchange = new FileExchange(id, request, connections, resources);
  exchanges.set(id, exchange);
  if (progress) watch(id);
  const ending = await exchange.run();
  exchanges.delete(id);
  watched.delete(id);
  reports.add(ending === 'unsent' ? { kind: 'unsent', id } : reportOf(id, ending, exchange));
}

function reportOf(
  id: number,
  ending: ExchangeEnding,
  exchange: SocketExchange | FileExchange,
): Report {
  if (ending.kind !== 'response') return { id, ...ending };
  const { response, ...rest } = ending;
  const waited = exchange.takeWaited();
  const moved = exchange.takeMoved();
  return { id, moved, ...(waited > 0 && { waited }), ...rest, ...response };
}

async function sum({ id, sum: kind, range }: Command & { kind: 'sum' }): Promise<void> {
  const summing = new RangeSum(slots);
  sums.set(id, summing);
  try {
    const summed = await summing.run(id, kind, range);
    reports.add(summed === undefined ? { kind: 'stopped', id } : { kind: 'sum', id, ...summed });
  } catch (error) {
    const failure = classifyFailure(error, { connected: false, atProxy: false });
    reports.add({ kind: 'failure', id, failure });
  } finally {
    sums.delete(id);
  }
}

function watch(id: number): void {
  watched.add(id);
  progressTimer ??= setInterval(reportProgress, progressInterval);
}

function reportProgress(): void {
  const moved = [...watched].flatMap((id) => {
    const bytes = exchanges.get(id)?.takeMoved() ?? 0;
    return bytes === 0 ? [] : [id, bytes, exchanges.get(id)?.takeWaited() ?? 0];
  });
  if (moved.length > 0) reports.add({ kind: 'progress', moved });
  if (watched.size > 0) return;
  clearInterval(progressTimer);
  progressTimer = undefined;
}
