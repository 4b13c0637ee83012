import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** What a cut does: the system refuses every packet, or the network loses it without a word. */
export type CutKind = 'refused' | 'silent';

/** A line to the sink that can be cut and restored, with a rate for each connection. */
export interface CutLine {
  readonly endpoint: string;
  cut(kind: CutKind): Promise<void>;
  restore(): Promise<void>;
  /** Resolves at the next byte of a request's body that reaches the server. */
  nextBodyByte(): Promise<void>;
  /** Removes the rate, so that the rest of an upload ends soon. */
  widen(): void;
  close(): Promise<void>;
}

/** Bytes per millisecond of one connection. */
const rate = 64;
/** Linux repeats a lost SYN after so many milliseconds, and doubles the pause. */
const firstSyn = 1000;
/** The same for lost data on a short line (RFC 6298 with the shortest pause of Linux). */
const firstData = 200;

export async function openCutLine(sinkPort: number): Promise<CutLine> {
  const clients = new Set<Socket>();
  let cutAt: number | undefined;
  let restored = Promise.withResolvers<number>();
  let isWide = false;
  let reached = Promise.withResolvers<void>();

  /** Waits as TCP does for a packet that was lost at `since` in a silent cut. */
  async function whenRepeated(since: number, first: number): Promise<void> {
    const back = await restored.promise;
    let at = since + first;
    for (let pause = first * 2; at < back; pause *= 2) at += pause;
    await new Promise((resolve) => setTimeout(resolve, at - performance.now()));
  }

  function serve(client: Socket): void {
    const sink = connect(sinkPort, '127.0.0.1');
    clients.add(client);
    let isPut = false;
    let ready = cutAt === undefined ? undefined : whenRepeated(performance.now(), firstSyn);
    client.on('data', (bytes: Buffer) => {
      client.pause();
      void pass(bytes);
    });
    async function pass(bytes: Buffer): Promise<void> {
      if (cutAt !== undefined) ready ??= whenRepeated(cutAt, firstData);
      await ready;
      ready = undefined;
      const head = /^(PUT|POST|GET|HEAD|DELETE) /.exec(bytes.toString('latin1', 0, 8))?.[1];
      if (head !== undefined) isPut = head === 'PUT';
      const isBody = head === undefined || bytes.indexOf('\r\n\r\n') + 4 < bytes.length;
      if (isPut && isBody) reached.resolve();
      if (!sink.destroyed) sink.write(bytes);
      if (isWide) client.resume();
      else setTimeout(() => client.resume(), bytes.length / rate);
    }
    sink.on('data', (bytes) => client.write(bytes));
    for (const [one, other] of [
      [client, sink],
      [sink, client],
    ] as const) {
      one.on('error', () => other.destroy());
      one.on('close', () => {
        clients.delete(client);
        other.destroy();
      });
    }
  }

  let server = createServer(serve);
  const listen = async (port: number): Promise<number> => {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    return (server.address() as AddressInfo).port;
  };
  const refuse = (): void => {
    server.close();
    for (const client of clients) client.resetAndDestroy();
  };
  const port = await listen(0);
  return {
    endpoint: `http://127.0.0.1:${port}`,
    async cut(kind) {
      restored = Promise.withResolvers();
      if (kind === 'silent') cutAt = performance.now();
      else {
        refuse();
        await once(server, 'close');
      }
    },
    async restore() {
      if (cutAt === undefined) {
        server = createServer(serve);
        await listen(port);
      }
      cutAt = undefined;
      restored.resolve(performance.now());
    },
    async nextBodyByte() {
      reached = Promise.withResolvers();
      await reached.promise;
    },
    widen() {
      isWide = true;
    },
    async close() {
      refuse();
      await once(server, 'close');
    },
  };
}
