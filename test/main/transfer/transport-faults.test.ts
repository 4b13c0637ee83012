import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { Worker } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { startHttp, startTcp, unusedPort } from './local-server.ts';
import {
  failureOf,
  fileBody,
  never,
  openFile,
  put,
  someBytes,
  useTransport,
} from './transport-fixture.ts';

const openTransport = useTransport();

const MiB = 1024 * 1024;
const body = { kind: 'none' } as const;

/** Larger than all buffers between the two ends, so that it cannot vanish into them. */
const size = 48 * MiB;
const openBigFile = () => fileBody(openFile(Buffer.alloc(size)), size);

/** Resolves with the bytes read when the head of a request has arrived. */
async function readHead(socket: Socket): Promise<void> {
  let text = '';
  while (!text.includes('\r\n\r\n')) {
    const [chunk] = (await once(socket, 'data')) as [Buffer];
    text += chunk.toString('latin1');
  }
}

describe('a connection that cannot be made', () => {
  it('row 9: calls a name that is not found unreachable', async () => {
    const sent = openTransport().send(put('http://bucket.invalid/', body), { signal: never() });
    expect((await failureOf(sent)).reason).toBe('unreachable');
  });

  it('tells a refused connection apart', async () => {
    const url = `http://127.0.0.1:${await unusedPort()}/`;
    const failure = await failureOf(openTransport().send(put(url, body), { signal: never() }));
    expect(failure).toMatchObject({ reason: 'refused', systemCode: 'ECONNREFUSED' });
  });
});

describe('a connection that breaks', () => {
  it('row 1: is lost when it is cut in the middle of a body', async () => {
    const server = await startTcp((socket) => void socket.once('data', () => socket.destroy()));
    const sent = openTransport().send(put(server.url, openBigFile()), { signal: never() });
    expect((await failureOf(sent)).reason).toBe('connection-lost');
  });

  it('row 3: is lost when it is reset', async () => {
    const server = await startTcp((socket) => {
      socket.once('data', () => socket.resetAndDestroy());
    });
    const sent = openTransport().send(put(server.url, openBigFile()), { signal: never() });
    expect((await failureOf(sent)).reason).toBe('connection-lost');
  });

  it('row 14: is lost when it ends instead of a response', async () => {
    const server = await startHttp((request, response) => {
      request.resume().on('end', () => response.destroy());
    });
    const sent = openTransport().send(put(server.url, body), { signal: never() });
    expect((await failureOf(sent)).reason).toBe('connection-lost');
  });

  it('is lost when it ends in the middle of a response', async () => {
    const server = await startHttp((request, response) => {
      request.resume();
      response.writeHead(200, { 'content-length': 10 }).write('12345', () => response.destroy());
    });
    const sent = openTransport().send(put(server.url, body), { signal: never() });
    expect((await failureOf(sent)).reason).toBe('connection-lost');
  });

  it('row 11: is lost when what answers is not HTTP', async () => {
    const server = await startTcp((socket) => socket.write('SSH-2.0-OpenSSH_9.2\r\n'));
    const sent = openTransport().send(put(server.url, body), { signal: never() });
    const failure = await failureOf(sent);
    expect(failure.reason).toBe('connection-lost');
    expect(failure.detail).toContain('not HTTP');
  });

  it('is lost when the server closes a kept one, and the next request has a new one', async () => {
    const server = await startTcp((socket) => {
      socket.once('data', () => {
        socket.write('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n');
        if (server.connections() === 1) socket.once('data', () => socket.destroy());
      });
    });
    const transport = openTransport({ workers: 1 });
    await transport.send(put(server.url, body), { signal: never() });
    const failure = await failureOf(transport.send(put(server.url, body), { signal: never() }));
    expect(failure.reason).toBe('connection-lost');
    expect(server.connections()).toBe(1);
    const answer = await transport.send(put(server.url, body), { signal: never() });
    expect(answer.status).toBe(200);
    expect(server.connections()).toBe(2);
  });
});

describe('an answer that comes early', () => {
  const refusal = 'HTTP/1.1 403 Forbidden\r\nContent-Length: 6\r\nConnection: close\r\n\r\ndenied';

  it.each([
    // A server that reads on could have the whole body before its response arrives.
    ['and the server closes', (socket: Socket) => void socket.pause().end(refusal)],
    [
      'and the server resets at once',
      (socket: Socket) => void socket.write(refusal, () => socket.resetAndDestroy()),
    ],
    ['and the server never reads the rest', (socket: Socket) => void socket.pause().write(refusal)],
  ])('is given back %s', async (_, answer) => {
    const server = await startTcp((socket) => void readHead(socket).then(() => answer(socket)));
    const transport = openTransport();
    const file = openBigFile();
    for (let round = 0; round < 20; round += 1) {
      const given = await transport.send(put(server.url, file), { signal: never() });
      expect(given.status).toBe(403);
      expect(Buffer.from(given.body).toString()).toBe('denied');
      expect(given).not.toHaveProperty('sentCrc64');
    }
  });

  it('carries a checksum after a success with a complete body', async () => {
    const server = await startHttp((request, response) => {
      response.end();
      request.resume();
    });
    const answer = await openTransport().send(put(server.url, openBigFile()), { signal: never() });
    expect(answer.status).toBe(200);
    expect(answer.sentCrc64).toMatch(/^\d+$/);
  });
});

describe('row 2: idleness', () => {
  it('ends a request whose response does not come', async () => {
    const server = await startHttp((request) => void request.resume());
    const sent = openTransport().send(put(server.url, body, 100), { signal: never() });
    expect((await failureOf(sent)).reason).toBe('idle');
  });

  it('ends a request whose body is not read', async () => {
    const server = await startTcp((socket) => socket.pause());
    const sent = openTransport().send(put(server.url, openBigFile(), 100), { signal: never() });
    expect((await failureOf(sent)).reason).toBe('idle');
  });

  it('ends a request whose response stops half way', async () => {
    const server = await startHttp((request, response) => {
      request.resume();
      response.writeHead(200, { 'content-length': 10 }).write('12345');
    });
    const sent = openTransport().send(put(server.url, body, 100), { signal: never() });
    expect((await failureOf(sent)).reason).toBe('idle');
  });

  it('leaves a request alone as long as bytes move, however slowly', async () => {
    const idleTimeout = 1500;
    const server = await startHttp((request, response) => {
      request.resume();
      // Longer than the idle time-out, in steps of a tenth of it.
      let steps = 15;
      response.writeHead(200, { 'content-length': steps });
      const step = (): void => {
        response.write('.');
        steps -= 1;
        if (steps > 0) setTimeout(step, idleTimeout / 10);
      };
      step();
    });
    const answer = await openTransport().send(put(server.url, body, idleTimeout), {
      signal: never(),
    });
    expect(answer.body).toHaveLength(15);
  });
});

describe('aborting', () => {
  it('rejects with the reason before anything was sent', async () => {
    const server = await startHttp((request) => void request.resume());
    const signal = AbortSignal.abort(new Error('changed my mind'));
    const sent = openTransport().send(put(server.url, body), { signal });
    await expect(sent).rejects.toThrow('changed my mind');
    expect(server.connections()).toBe(0);
  });

  it('destroys the socket in the middle of a body', async () => {
    const broken = Promise.withResolvers<void>();
    const controller = new AbortController();
    const server = await startTcp((socket) => {
      socket.once('data', () => controller.abort(new Error('paused')));
      socket.once('close', () => broken.resolve());
    });
    const sent = openTransport().send(put(server.url, openBigFile()), {
      signal: controller.signal,
    });
    await expect(sent).rejects.toThrow('paused');
    await broken.promise;
  });

  it('destroys the socket while the response is awaited', async () => {
    const broken = Promise.withResolvers<void>();
    const controller = new AbortController();
    const server = await startHttp((request) => {
      request.socket.once('close', () => broken.resolve());
      request.resume().on('end', () => controller.abort(new Error('cancelled')));
    });
    const sent = openTransport().send(put(server.url, body), { signal: controller.signal });
    await expect(sent).rejects.toThrow('cancelled');
    await broken.promise;
  });

  it('leaves the requests beside it alone', async () => {
    const controller = new AbortController();
    const server = await startHttp((request, response) => {
      request.resume();
      if (request.url === '/stays') setImmediate(() => response.end('here'));
      else controller.abort();
    });
    const transport = openTransport({ workers: 1 });
    const [stays, goes] = await Promise.allSettled([
      transport.send(put(`${server.url}/stays`, body), { signal: never() }),
      transport.send(put(`${server.url}/goes`, body), { signal: controller.signal }),
    ]);
    expect(stays).toMatchObject({ status: 'fulfilled', value: { status: 200 } });
    expect(goes).toMatchObject({ status: 'rejected', reason: { name: 'AbortError' } });
  });

  it('row 43: gives the memory back, after more aborts than there are slots', async () => {
    const size = 600 * 1024;
    const content = fileBody(openFile(someBytes(size)), size);
    const server = await startHttp((request, response) => {
      if (request.url === '/stall') request.pause();
      else request.resume().on('end', () => response.end());
    });
    const transport = openTransport({ workers: 1 });
    const controller = new AbortController();
    const stalled = Array.from({ length: 150 }, () =>
      transport.send(put(`${server.url}/stall`, content), { signal: controller.signal }),
    );
    controller.abort(new Error('enough'));
    const results = await Promise.allSettled(stalled);
    expect(results.every((result) => result.status === 'rejected')).toBe(true);
    const answers = await Promise.all(
      Array.from({ length: 60 }, () =>
        transport.send(put(server.url, content), { signal: never() }),
      ),
    );
    expect(new Set(answers.map((answer) => answer.sentCrc64)).size).toBe(1);
  });
});

describe('dropped connections', () => {
  it('rows 41 and 54: fails what is under way and dials anew', async () => {
    const arrived = Promise.withResolvers<void>();
    const server = await startHttp((request, response) => {
      request.resume();
      if (request.url === '/wait') arrived.resolve();
      else response.end();
    });
    const transport = openTransport({ workers: 1 });
    await transport.send(put(server.url, body), { signal: never() });
    const waiting = failureOf(transport.send(put(`${server.url}/wait`, body), { signal: never() }));
    await arrived.promise;
    transport.dropConnections();
    expect((await waiting).reason).toBe('connection-lost');
    expect(server.connections()).toBe(1);
    await transport.send(put(server.url, body), { signal: never() });
    expect(server.connections()).toBe(2);
  });
});

describe('connections on which nothing moves', () => {
  it('row 2: are closed after the given time, also idle ones, and no others', async () => {
    const arrived = Promise.withResolvers<void>();
    const server = await startHttp((request, response) => {
      if (request.url !== '/wait') request.resume().on('end', () => response.end());
      else arrived.resolve();
    });
    const transport = openTransport({ workers: 1 });
    const waiting = failureOf(transport.send(put(`${server.url}/wait`, body), { signal: never() }));
    await arrived.promise;
    await transport.send(put(server.url, body), { signal: never() });
    transport.dropStalled(60_000);
    // On a new connection: the idle one is closed, the busy one is not.
    await transport.send(put(server.url, body), { signal: never() });
    expect(server.connections()).toBe(3);
    transport.dropStalled(0);
    expect((await waiting).reason).toBe('stalled');
  });
});

describe('an address of this computer that goes', () => {
  it('row 65: ends the requests and the idle connections from it, and no others', async () => {
    let arrived = Promise.withResolvers<ServerResponse>();
    const server = await startHttp((request, response) => {
      request.resume();
      if (request.url === '/wait') arrived.resolve(response);
      else response.end();
    });
    const transport = openTransport({ workers: 1 });
    const wait = () => transport.send(put(`${server.url}/wait`, body), { signal: never() });
    const held = wait();
    const response = await arrived.promise;
    transport.dropConnections(['10.8.0.2', '::1']);
    // Commands reach a worker in their order: once this one is answered, the drop is over.
    await transport.send(put(server.url, body), { signal: never() });
    expect(server.connections()).toBe(2);
    response.end();
    expect((await held).status).toBe(200);
    await transport.send(put(server.url, body), { signal: never() });
    expect(server.connections()).toBe(2);
    arrived = Promise.withResolvers();
    const lost = failureOf(wait());
    await arrived.promise;
    transport.dropConnections(['127.0.0.1']);
    expect((await lost).reason).toBe('address-lost');
    await transport.send(put(server.url, body), { signal: never() });
    expect(server.connections()).toBe(3);
  });
});

describe('a worker that dies', () => {
  it('fails its requests, and the next one has a new worker', async () => {
    const started: Worker[] = [];
    const transport = openTransport({
      workers: 1,
      startWorker(workerData) {
        const file = new URL('../../../main/transfer/workers/transfer-worker.ts', import.meta.url);
        const worker = new Worker(file, { workerData });
        started.push(worker);
        return worker;
      },
    });
    const server = await startHttp((request, response) => {
      request.resume();
      if (request.url === '/fatal') void started[0]?.terminate();
      else response.end();
    });
    const sent = transport.send(put(`${server.url}/fatal`, body), { signal: never() });
    expect((await failureOf(sent)).reason).toBe('worker-failed');
    const answer = await transport.send(put(server.url, body), { signal: never() });
    expect(answer.status).toBe(200);
    expect(started).toHaveLength(2);
  });
});

describe('closing', () => {
  it('fails what is under way and refuses what comes later', async () => {
    const arrived = Promise.withResolvers<void>();
    const server = await startHttp(() => arrived.resolve());
    const transport = openTransport({ workers: 1 });
    const sent = failureOf(transport.send(put(server.url, body), { signal: never() }));
    await arrived.promise;
    await transport.close();
    expect((await sent).reason).toBe('connection-lost');
    const late = transport.send(put(server.url, body), { signal: never() });
    expect((await failureOf(late)).reason).toBe('connection-lost');
  });
});
