import type { Socket } from 'node:net';
import type { Transform } from 'node:stream';
import { assertNever } from '../../shared/assert-never.ts';
import type { Direction, LineFault } from './line-fault.ts';
import { delayed, endingLate, limited, throttled } from './slow-line.ts';

/** What is wrong with a line that leads to the server after all. */
type SpoiltLine = Exclude<LineFault, { kind: 'captive-portal' | 'foreign-tls' }>;

/** What the bytes of one direction go through. */
function wayOf(
  direction: Direction,
  fault: SpoiltLine,
  breakOff: () => void,
): Transform | undefined {
  switch (fault.kind) {
    case 'latency':
      return delayed(fault.milliseconds);
    case 'bandwidth':
      return throttled(fault.bytesPerSecond);
    case 'slow-close':
      return direction === 'down' ? endingLate(fault.milliseconds) : undefined;
    case 'cut':
    case 'reset':
    case 'half-open':
      return fault.direction === direction ? limited(fault.afterBytes, breakOff) : undefined;
    default:
      return assertNever(fault, 'fault of a line');
  }
}

/** How a line ends that a fault has broken. A half-open one does not. */
function breakLine(fault: SpoiltLine, ends: readonly Socket[]): void {
  switch (fault.kind) {
    case 'cut':
      // What was handed on before goes first.
      for (const end of ends) setImmediate(() => end.destroySoon());
      return;
    case 'reset':
      for (const end of ends) setImmediate(() => end.resetAndDestroy());
      return;
    case 'half-open':
    case 'latency':
    case 'bandwidth':
    case 'slow-close':
      return;
    default:
      assertNever(fault, 'fault of a line');
  }
}

function lead(from: Socket, way: Transform | undefined, to: Socket, end: boolean): void {
  if (way === undefined) from.pipe(to, { end });
  else from.pipe(way).pipe(to, { end });
}

/** Joins the two ends; when one is gone, so is the other, unless the fault keeps it in the dark. */
export function joinLine(client: Socket, server: Socket, fault: SpoiltLine | undefined): void {
  const ends = [client, server];
  const breakOff = (): void => {
    if (fault !== undefined) breakLine(fault, ends);
  };
  const ways = fault && {
    up: wayOf('up', fault, breakOff),
    down: wayOf('down', fault, breakOff),
  };
  const isTold = fault?.kind !== 'half-open';
  lead(client, ways?.up, server, isTold);
  lead(server, ways?.down, client, isTold);
  if (!isTold) return;
  client.on('close', () => server.destroySoon());
  server.on('close', () => {
    if (server.errored !== null) client.destroySoon();
  });
}
