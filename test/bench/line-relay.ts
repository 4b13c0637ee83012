import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { seededChance } from '../helpers/seeded-chance.ts';
import type { Line } from './lines.ts';

/*
 * A line between a client and the sink, in a process of its own: a shared rate, a round trip, and
 * lost segments, as the kernel's own emulation (netem) has them where one may use it. Each connection
 * has a congestion window of its own: slow start and congestion avoidance as in RFC 5681, from ten
 * segments (RFC 6928), halved once for the losses of one round trip. A lost segment arrives one round
 * trip late, and what follows it waits.
 */

const segment = 1460;
/** Bytes that a sender has on the way at most: a usual limit of receive windows. */
const largestWindow = 4 * 1024 * 1024;
/** Bytes of a connection that wait here for their turn. */
const waitingBytes = 64 * 1024;
/** Milliseconds of the rate that may leave at once. */
const burst = 10;

interface Timed {
  readonly at: number;
  readonly bytes: Buffer;
}

const { port, line } = JSON.parse(process.argv[2] ?? '') as { port: number; line: Line };
const chance = seededChance(line.seed);
const bytesPerMillisecond = (line.bitsPerSecond ?? Infinity) / 8 / 1000;

/** The client's side of one connection: what waits, and what is on the way. */
class Upstream {
  readonly #client: Socket;
  readonly #server: Socket;
  readonly #opened = performance.now() + line.roundTrip;
  #waiting: Buffer = Buffer.alloc(0);
  #onTheWay: Timed[] = [];
  readonly #unconfirmed: { readonly at: number; readonly length: number }[] = [];
  #inFlight = 0;
  #window = 10 * segment;
  #threshold = Infinity;
  #lastArrival = 0;
  #halvedUntil = 0;
  #ended = false;

  constructor(client: Socket, server: Socket) {
    this.#client = client;
    this.#server = server;
    client.on('data', (bytes) => {
      this.#waiting = Buffer.concat([this.#waiting, bytes]);
      if (this.#waiting.length >= waitingBytes) client.pause();
    });
    client.on('end', () => {
      this.#ended = true;
    });
  }

  /** Sends one segment, when there is one and the window is open. @returns its bytes */
  send(now: number): number {
    const length = Math.min(segment, this.#waiting.length);
    if (length === 0 || now < this.#opened || this.#inFlight + length > this.#window) return 0;
    const bytes = this.#waiting.subarray(0, length);
    this.#waiting = this.#waiting.subarray(length);
    if (this.#waiting.length < waitingBytes && this.#client.isPaused()) this.#client.resume();
    const isLost = chance(1, 1_000_000) <= line.loss * 1_000_000;
    if (isLost && now >= this.#halvedUntil) {
      this.#threshold = Math.max(2 * segment, this.#inFlight / 2);
      this.#window = this.#threshold;
      this.#halvedUntil = now + line.roundTrip;
    }
    const late = isLost ? line.roundTrip : 0;
    this.#lastArrival = Math.max(this.#lastArrival, now + line.roundTrip / 2 + late);
    this.#onTheWay.push({ at: this.#lastArrival, bytes });
    this.#unconfirmed.push({ at: this.#lastArrival + line.roundTrip / 2, length });
    this.#inFlight += length;
    return length;
  }

  /** Delivers what has arrived by now, and opens the window for what is confirmed. */
  advance(now: number): void {
    const arrived = this.#onTheWay.filter(({ at }) => at <= now);
    if (arrived.length > 0) {
      this.#onTheWay = this.#onTheWay.slice(arrived.length);
      this.#server.write(Buffer.concat(arrived.map(({ bytes }) => bytes)));
    }
    let confirmed = this.#unconfirmed[0];
    while (confirmed !== undefined && confirmed.at <= now) {
      this.#unconfirmed.shift();
      this.#inFlight -= confirmed.length;
      const isSlowStart = this.#window < this.#threshold;
      this.#window += isSlowStart ? confirmed.length : (segment * confirmed.length) / this.#window;
      this.#window = Math.min(this.#window, largestWindow);
      [confirmed] = this.#unconfirmed;
    }
    const isEmpty = this.#waiting.length + this.#onTheWay.length === 0;
    if (this.#ended && isEmpty) this.#server.end();
  }
}

const connections = new Set<Upstream>();

const server = createServer((client) => {
  const sink = connect(port, '127.0.0.1');
  const upstream = new Upstream(client, sink);
  connections.add(upstream);
  sink.on('data', (bytes) => {
    setTimeout(() => client.write(bytes), line.roundTrip / 2);
  });
  for (const [one, other] of [
    [client, sink],
    [sink, client],
  ] as const) {
    one.on('error', () => other.destroy());
    one.on('close', () => {
      connections.delete(upstream);
      setTimeout(() => other.destroy(), line.roundTrip);
    });
  }
});

let before = performance.now();
let credit = 0;
const ticks = setInterval(() => {
  const now = performance.now();
  // What a late tick has missed is made up for, so that a busy machine does not narrow the line.
  credit = Math.min(
    credit + (now - before) * bytesPerMillisecond,
    (now - before + burst) * bytesPerMillisecond,
  );
  before = now;
  for (const upstream of connections) upstream.advance(now);
  let sent = -1;
  while (sent !== 0 && credit > 0) {
    sent = 0;
    for (const upstream of connections) sent += credit > sent ? upstream.send(now) : 0;
    credit -= sent;
  }
}, 1);

server.listen(0, '127.0.0.1', () => {
  process.stdout.write(`${JSON.stringify({ port: (server.address() as AddressInfo).port })}\n`);
});
// The parent's pipe closes with the parent: nothing is left behind.
process.stdin.resume();
process.stdin.on('end', () => {
  clearInterval(ticks);
  process.exit();
});
