import { once } from 'node:events';
import {
  createServer,
  request as send,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { assertNever } from '../../shared/assert-never.ts';
import type { HttpFault } from './http-fault.ts';
import { answerBytes, endToEnd, flipAnswer, flipBit } from './http-message.ts';
import type { HttpAnswer, HttpRequest } from './http-message.ts';

export interface HttpFaultProxyOptions {
  /** Port of the real server on 127.0.0.1. */
  readonly target: number;
  /** What goes wrong with this exchange; nothing is none. Asked once, when the request is complete. */
  readonly faultOf: (request: HttpRequest) => HttpFault | undefined;
  /** Called for a fault that has changed what the server or the client sees. */
  readonly onStrike?: (fault: HttpFault) => void;
}

/** Stands between a client and a server, understands HTTP, and spoils single exchanges. */
export interface HttpFaultProxy {
  /** `http://127.0.0.1:port` */
  readonly endpoint: string;
  /** Ends the connections of clients; resolves when the server has answered all it was asked. */
  close(): Promise<void>;
}

const htmlError = '<html><body>Bad Gateway</body></html>';
const ossHeaders = ['Content-Type', 'application/xml', 'x-oss-request-id', 'A'.repeat(24)];

function ossError(status: number, code: string, headers: readonly string[] = []): HttpAnswer {
  const body = Buffer.from(
    `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>${code}</Message></Error>`,
  );
  const length = ['Content-Length', `${body.length}`];
  return { status, rawHeaders: [...ossHeaders, ...headers, ...length], body };
}

function gatewayError(status: number): HttpAnswer {
  const body = Buffer.from(htmlError);
  const rawHeaders = ['Content-Type', 'text/html', 'Content-Length', `${body.length}`];
  return { status, rawHeaders, body };
}

async function readAll(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/** Asks the server, on a connection of its own. @param sent so many bytes of the body, then it ends */
async function ask(target: number, request: HttpRequest, sent?: number): Promise<HttpAnswer> {
  const { method, target: path, rawHeaders, body } = request;
  const headers = endToEnd(rawHeaders);
  const onward = send({ host: '127.0.0.1', port: target, method, path, headers, agent: false });
  if (sent === undefined) {
    onward.end(body);
  } else {
    onward.write(body.subarray(0, sent), () => onward.destroy());
  }
  const [answer] = (await once(onward, 'response')) as [IncomingMessage];
  const { statusCode: status = 0 } = answer;
  return { status, rawHeaders: answer.rawHeaders, body: await readAll(answer) };
}

function reply(response: ServerResponse, answer: HttpAnswer): void {
  response.writeHead(answer.status, [...endToEnd(answer.rawHeaders)]);
  response.end(response.req.method === 'HEAD' ? undefined : answer.body);
}

/** Listens on 127.0.0.1. Every request is read to its end before its fault is looked for. */
export async function startHttpFaultProxy(options: HttpFaultProxyOptions): Promise<HttpFaultProxy> {
  const { target, faultOf, onStrike = () => undefined } = options;
  const running = new Set<Promise<unknown>>();

  async function spoil(
    fault: HttpFault,
    request: HttpRequest,
    response: ServerResponse,
  ): Promise<void> {
    const { socket } = response.req;
    switch (fault.kind) {
      case 'flip-body':
        if (request.body.length > 0) onStrike(fault);
        reply(
          response,
          await ask(target, { ...request, body: flipBit(request.body, fault.place) }),
        );
        return;
      case 'flip-answer': {
        const answer = await ask(target, request);
        const flipped = flipAnswer(answer, fault.field, fault.place);
        if (flipped !== undefined) onStrike(fault);
        reply(response, flipped ?? answer);
        return;
      }
      case 'lose-answer':
        onStrike(fault);
        await ask(target, request);
        socket.destroySoon();
        return;
      case 'reset':
        onStrike(fault);
        if (fault.when === 'after') await ask(target, request);
        socket.resetAndDestroy();
        return;
      case 'cut':
        onStrike(fault);
        await cut(fault, request, response);
        return;
      case 'server-error':
        onStrike(fault);
        if (fault.when === 'after') await ask(target, request);
        reply(
          response,
          fault.status === 500 ? ossError(500, 'InternalError') : gatewayError(fault.status),
        );
        return;
      case 'busy':
        onStrike(fault);
        reply(response, ossError(503, 'SlowDown', ['x-oss-qos-delay-time', `${fault.delay}`]));
        return;
      case 'stall':
        onStrike(fault);
        if (fault.when === 'after') await ask(target, request);
        return;
      case 'duplicate': {
        onStrike(fault);
        const first = await ask(target, request);
        const second = await ask(target, request);
        reply(response, fault.answer === 'first' ? first : second);
        return;
      }
      default:
        assertNever(fault, 'fault of an exchange');
    }
  }

  async function cut(
    { direction, place }: Extract<HttpFault, { kind: 'cut' }>,
    request: HttpRequest,
    response: ServerResponse,
  ): Promise<void> {
    const { socket } = response.req;
    if (direction === 'down') {
      const bytes = answerBytes(await ask(target, request));
      socket.write(bytes.subarray(0, place % bytes.length));
    } else if (request.body.length > 0) {
      // The server sees its connection end, and has no response for it.
      await ask(target, request, place % request.body.length).catch(() => undefined);
    }
    socket.destroySoon();
  }

  async function serve(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readAll(message);
    const { method = 'GET', url = '/', rawHeaders } = message;
    const request = { method, target: url, rawHeaders, body };
    const fault = faultOf(request);
    if (fault === undefined) reply(response, await ask(target, request));
    else await spoil(fault, request, response);
  }

  const server = createServer({ keepAliveTimeout: 60_000 }, (message, response) => {
    // A client that went away in the middle has no exchange; a server that did has no response.
    const exchange = serve(message, response).catch(() => message.socket.destroy());
    running.add(exchange);
    void exchange.finally(() => running.delete(exchange));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `http://127.0.0.1:${port}`,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
      await Promise.all(running);
    },
  };
}
