import { EventEmitter } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import type {
  Command,
  CommandAnswer,
  CommandParameters,
  EventDetails,
  ProtocolEvents,
} from './protocol.ts';

interface Waiting {
  readonly method: string;
  readonly resolve: (answer: unknown) => void;
  readonly reject: (error: Error) => void;
}

interface IncomingMessage {
  readonly id?: number;
  readonly sessionId?: string;
  readonly method?: string;
  readonly params?: unknown;
  readonly result?: unknown;
  readonly error?: { readonly message: string };
}

/** Commands to and events from one target, or the browser itself. */
export class ProtocolSession {
  readonly #connection: Connection;
  readonly #events = new EventEmitter().setMaxListeners(0);
  /** Undefined for the browser itself. */
  readonly id: string | undefined;

  constructor(connection: Connection, id: string | undefined) {
    this.#connection = connection;
    this.id = id;
  }

  /** Rejects with the command's name and Chromium's message, or when Chromium is gone. */
  send<Name extends Command>(
    method: Name,
    parameters?: CommandParameters<Name>,
  ): Promise<CommandAnswer<Name>> {
    return this.#connection.request(method, parameters, this.id);
  }

  /** Sends a command whose failure only means that the page or the browser has gone meanwhile. */
  post<Name extends Command>(method: Name, parameters?: CommandParameters<Name>): void {
    this.send(method, parameters).catch(() => undefined);
  }

  on<Name extends keyof ProtocolEvents>(
    event: Name,
    listener: (details: EventDetails<Name>) => void,
  ): void {
    this.#events.on(event, listener);
  }

  receive(method: string, parameters: unknown): void {
    this.#events.emit(method, parameters);
  }

  /** No event arrives any more: the session's target has been left. */
  silence(): void {
    this.#events.removeAllListeners();
    if (this.id !== undefined) this.#connection.forget(this.id);
  }
}

/**
 * The DevTools protocol over Chromium's pipe, with any number of sessions. Messages are JSON, each
 * ended by a NUL byte; one may span any number of chunks.
 */
export class Connection {
  readonly browser = new ProtocolSession(this, undefined);
  readonly #toBrowser: Writable;
  readonly #waiting = new Map<number, Waiting>();
  readonly #sessions = new Map<string, ProtocolSession>();
  readonly #disconnected = Promise.withResolvers<void>();
  #open = true;
  #lastId = 0;

  constructor(toBrowser: Writable, fromBrowser: Readable) {
    this.#toBrowser = toBrowser;
    let pending: Uint8Array[] = [];
    fromBrowser.on('data', (chunk: Uint8Array) => {
      let start = 0;
      for (let end = chunk.indexOf(0); end >= 0; end = chunk.indexOf(0, start)) {
        pending.push(chunk.subarray(start, end));
        start = end + 1;
        const message = Buffer.concat(pending).toString('utf8');
        pending = [];
        this.#receive(JSON.parse(message) as IncomingMessage);
      }
      if (start < chunk.length) pending.push(chunk.subarray(start));
    });
    for (const stream of [toBrowser, fromBrowser]) {
      stream.on('close', () => {
        this.#close();
      });
      stream.on('error', () => {
        this.#close();
      });
    }
  }

  /** Settles when Chromium has closed the pipe, however it ended. */
  get disconnected(): Promise<void> {
    return this.#disconnected.promise;
  }

  async attach(targetId: string): Promise<ProtocolSession> {
    const { sessionId } = await this.browser.send('Target.attachToTarget', {
      targetId,
      flatten: true,
    });
    const session = new ProtocolSession(this, sessionId);
    this.#sessions.set(sessionId, session);
    return session;
  }

  forget(sessionId: string): void {
    this.#sessions.delete(sessionId);
  }

  request<Name extends Command>(
    method: Name,
    params: CommandParameters<Name> | undefined,
    sessionId: string | undefined,
  ): Promise<CommandAnswer<Name>> {
    if (!this.#open) return Promise.reject(new Error(`${method}: Chromium is gone`));
    const id = ++this.#lastId;
    return new Promise((resolve, reject) => {
      const settle = resolve as (answer: unknown) => void;
      this.#waiting.set(id, { method, resolve: settle, reject });
      this.#toBrowser.write(`${JSON.stringify({ id, method, params, sessionId })}\0`);
    });
  }

  #receive(message: IncomingMessage): void {
    if (message.id === undefined) {
      const session =
        message.sessionId === undefined ? this.browser : this.#sessions.get(message.sessionId);
      session?.receive(message.method ?? '', message.params);
      return;
    }
    const waiting = this.#waiting.get(message.id);
    this.#waiting.delete(message.id);
    if (message.error) waiting?.reject(new Error(`${waiting.method}: ${message.error.message}`));
    else waiting?.resolve(message.result);
  }

  #close(): void {
    this.#open = false;
    for (const { method, reject } of this.#waiting.values()) {
      reject(new Error(`${method}: Chromium is gone`));
    }
    this.#waiting.clear();
    this.#disconnected.resolve();
  }
}
