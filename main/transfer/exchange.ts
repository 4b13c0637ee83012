import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { TLSSocket, type PeerCertificate } from 'node:tls';
import { BodySender, type SharedMeans } from './body-sender.ts';
import {
  classifyFailure,
  failure,
  FailureError,
  type ConnectionFacts,
} from './classify-failure.ts';
import type { Call, Connections } from './connections.ts';
import { formatCrc64 } from './crc64.ts';
import { hearLastWords } from './hear-last-words.ts';
import { answerPatience } from './patience.ts';
import { readAnswer, type RawAnswer } from './read-answer.ts';
import type { TransportFailure, TransportRequest } from './transport.ts';

/** How an exchange ended. */
export type Ending =
  | { readonly kind: 'answer'; readonly answer: RawAnswer; readonly sentCrc64?: string }
  | { readonly kind: 'failure'; readonly failure: TransportFailure }
  | { readonly kind: 'stopped' };

/** One request and its answer, in a worker. */
export class Exchange {
  readonly #request: TransportRequest;
  readonly #connections: Connections;
  readonly #sender: BodySender;
  readonly #ending = Promise.withResolvers<Ending>();
  #sending: Promise<boolean> = Promise.resolve(false);
  #over = false;
  #call: Call | undefined;
  #dialling: NodeJS.Timeout | undefined;
  #socket: Socket | undefined;
  #connected = false;
  #tunnelled = false;
  #issuer: string | undefined;
  #response: IncomingMessage | undefined;

  constructor(request: TransportRequest, connections: Connections, means: SharedMeans) {
    this.#request = request;
    this.#connections = connections;
    this.#sender = new BodySender(means, () => this.#open());
  }

  /** Resolves when the request is over and nothing reads its file any more. Never rejects. */
  async run(): Promise<Ending> {
    this.#sending = this.#sendBody();
    this.#sending.then(
      (complete) => complete && this.#awaitAnswer(),
      (error: unknown) => this.#fail(error),
    );
    const ending = await this.#ending.promise;
    await this.#sender.whenUnread();
    this.#releaseSlots();
    return ending;
  }

  stop(): void {
    this.#end({ kind: 'stopped' });
  }

  drop(): void {
    this.#fail(new FailureError(failure('connection-lost', 'All connections were dropped')));
  }

  /** Bytes of the body that the socket took since the last call. */
  takeMoved(): number {
    return this.#sender.takeMoved();
  }

  async #sendBody(): Promise<boolean> {
    const { body } = this.#request;
    if (this.#connections.ready !== undefined) await this.#connections.ready;
    if (this.#over) return false;
    switch (body.kind) {
      case 'none':
        return this.#sender.sendNothing();
      case 'bytes':
        return this.#sender.sendBytes(
          Buffer.from(body.bytes.buffer, body.bytes.byteOffset, body.bytes.length),
        );
      case 'file':
        return this.#sender.sendRange(body);
    }
  }

  #open() {
    const call = this.#connections.open(this.#request, bodyLength(this.#request));
    const { request, way } = call;
    this.#call = call;
    this.#dialling = setTimeout(() => this.#idle('connecting'), this.#request.idleTimeout);
    request.once('socket', (socket) => this.#onSocket(socket));
    request.once('response', (response) => void this.#onResponse(response));
    request.on('error', (error) => {
      // What came of an answer is judged by the answer's own events.
      if (this.#response === undefined) this.#fail(error);
    });
    if (way === 'tunnel') {
      request.once('proxyConnect', ({ statusCode }: { statusCode: number }) =>
        this.#onTunnel(statusCode),
      );
    }
    return request;
  }

  #onSocket(socket: Socket): void {
    clearTimeout(this.#dialling);
    if (this.#over) return;
    this.#socket = socket;
    socket.setTimeout(this.#request.idleTimeout);
    socket.on('timeout', this.#onTimeout);
    hearLastWords(socket);
    if (!socket.connecting) this.#connected = true;
    else socket.once('connect', () => (this.#connected = true));
    if (socket instanceof TLSSocket && !this.#call?.request.reusedSocket) {
      // Before Node judges the certificate: afterwards it is gone.
      socket.prependOnceListener('secure', () => {
        this.#issuer = describeIssuer(socket.getPeerCertificate());
      });
    }
  }

  #onTunnel(status: number): void {
    this.#tunnelled = status === 200;
    if (!this.#tunnelled) this.#refusedByProxy(status);
  }

  #refusedByProxy(status: number): void {
    const reason = status === 407 ? 'proxy-authentication' : 'proxy-failed';
    this.#fail(new FailureError(failure(reason, `The proxy answered with status ${status}`)));
  }

  readonly #onTimeout = (): void => {
    // Waiting for bandwidth or memory is not the network's fault.
    if (this.#sender.isWaiting) this.#socket?.setTimeout(this.#request.idleTimeout);
    else this.#idle(this.#connected ? 'sending or waiting for the answer' : 'connecting');
  };

  #idle(while_: string): void {
    const detail = `No byte moved for ${this.#request.idleTimeout} ms while ${while_}`;
    this.#fail(new FailureError(failure('idle', detail)));
  }

  #awaitAnswer(): void {
    const { idleTimeout } = this.#request;
    const length = bodyLength(this.#request) ?? 0;
    this.#socket?.setTimeout(answerPatience(idleTimeout, length, this.#sender.sendingTime));
  }

  async #onResponse(response: IncomingMessage): Promise<void> {
    this.#response = response;
    const status = response.statusCode ?? 0;
    // The server has decided without the rest of the body.
    if (status >= 300) this.#sender.halt();
    try {
      const answer = await readAnswer(response);
      if (status === 407 && this.#call?.way === 'forward') {
        this.#refusedByProxy(status);
        return;
      }
      const complete = await this.#sending.catch(() => false);
      const crc = complete && this.#request.body.kind === 'file' ? this.#sender.crc : undefined;
      this.#end({
        kind: 'answer',
        answer,
        ...(crc === undefined ? {} : { sentCrc64: formatCrc64(crc) }),
      });
    } catch (error) {
      this.#fail(error);
    }
  }

  #fail(error: unknown): void {
    this.#end({ kind: 'failure', failure: classifyFailure(error, this.#facts()) });
  }

  #facts(): ConnectionFacts {
    const { way } = this.#call ?? { way: 'direct' };
    const facts = {
      connected: this.#connected,
      atProxy: way === 'tunnel' ? !this.#tunnelled : way === 'forward' && !this.#connected,
    };
    const refused = this.#socket instanceof TLSSocket && this.#socket.authorizationError;
    return refused ? { ...facts, refusedIssuer: this.#issuer ?? 'issued by nobody known' } : facts;
  }

  #end(ending: Ending): void {
    if (this.#over) return;
    this.#over = true;
    clearTimeout(this.#dialling);
    this.#socket?.off('timeout', this.#onTimeout);
    this.#sender.halt();
    const request = this.#call?.request;
    const isReusable = ending.kind === 'answer' && request?.writableFinished === true;
    if (!isReusable) request?.destroy();
    this.#ending.resolve(ending);
  }

  #releaseSlots(): void {
    const socket = this.#socket;
    if (socket?.destroyed === true && !socket.closed) {
      socket.once('close', () => this.#sender.releaseAll());
    } else if (this.#call?.request.destroyed !== false) {
      this.#sender.releaseAll();
    }
  }
}

/** `issued by O=…, CN=…`, made of what somebody unknown has written into a certificate. */
function describeIssuer({ issuer }: Partial<PeerCertificate>): string {
  const names = Object.entries(issuer ?? {}).map(([name, value]) => `${name}=${String(value)}`);
  return `issued by ${names.length === 0 ? 'nobody' : names.join(', ')}`;
}

/** What Content-Length says; methods that have no body say nothing. */
function bodyLength({ method, body }: TransportRequest): number | undefined {
  switch (body.kind) {
    case 'none':
      return method === 'PUT' || method === 'POST' ? 0 : undefined;
    case 'bytes':
      return body.bytes.length;
    case 'file':
      return body.end - body.start;
  }
}
