import type { Agent, AgentOptions, OutgoingHttpHeaders } from 'node:http';
import type { Socket, LookupFunction } from 'node:net';
import type { HttpsProxyAgent } from 'https-proxy-agent';
import { DirectConnections } from './direct-connections.ts';
import {
  NodeRequest,
  type OutgoingRequest,
  parseRequestTarget,
  type RequestTarget,
} from './outgoing-request.ts';
import { bypassesProxy } from './proxy-bypass.ts';
import type { TransportProxy, TransportRequest } from '../transport.ts';

/**
 * An import statement would evaluate all exports of node:http. These include `WebSocket` with a
 * second HTTP client: 8 MB and 50 ms for every worker. For the same reason the tunnel agent is
 * imported only when there is a proxy.
 */
const { Agent: HttpAgent, request: httpRequest } = process.getBuiltinModule('node:http');
const { Agent: HttpsAgent, request: httpsRequest } = process.getBuiltinModule('node:https');

/** Every TLS connection, to a server or to a proxy, is verified; no option turns that off. */
const checked = { rejectUnauthorized: true } as const;

/**
 * Milliseconds an unused connection is kept. Node's agent shortens this time if the server
 * announces less (`Keep-Alive: timeout=…`).
 */
const keptFor = 15_000;

const agentOptions: AgentOptions = { keepAlive: true, scheduling: 'lifo', timeout: keptFor };

/** A request in progress and its route to the server. */
export interface OpenRequest {
  readonly request: OutgoingRequest;
  /** `tunnel` and `forward` start at a proxy. */
  readonly way: 'direct' | 'tunnel' | 'forward';
}

/** The sockets of one worker, busy or idle. */
export class Connections {
  readonly #http = new HttpAgent(agentOptions);
  readonly #https = new HttpsAgent({ ...agentOptions, ...checked });
  readonly #direct = new DirectConnections({
    keptFor,
    tls: checked,
    lookupOf: (host) => (isLoopbackName(host) ? lookupLoopback : undefined),
  });
  #tunnel: HttpsProxyAgent<string> | undefined;
  #proxy: { readonly url: URL; readonly bypass: readonly string[] } | undefined;

  #ready: Promise<void> | undefined;

  /** The promise to wait for before the next `open`, if any. */
  get ready(): Promise<void> | undefined {
    return this.#ready;
  }

  /** Applies to new requests; running requests keep their connection. */
  setProxy(proxy: TransportProxy): void {
    this.#tunnel = undefined;
    this.#proxy = undefined;
    this.#ready = undefined;
    if (proxy.mode === 'direct') return;
    this.#proxy = { url: new URL(proxy.url), bypass: proxy.bypass };
    const ready = this.#makeTunnel(proxy.url).then(() => {
      if (this.#ready === ready) this.#ready = undefined;
    });
    this.#ready = ready;
  }

  /**
   * Begins a small request with a body of `length` bytes: without node:http where no proxy lies
   * between.
   */
  openSmall(request: TransportRequest, length: number): OpenRequest {
    const target = parseRequestTarget(request.url);
    if (this.#proxyFor(target) !== undefined) return this.open(request, length);
    const { method, headers } = request;
    return { request: this.#direct.open(target, method, headers, length), way: 'direct' };
  }

  /** Begins a request with a body of `length` bytes; `undefined` announces no length. */
  open(request: TransportRequest, length: number | undefined): OpenRequest {
    const target = parseRequestTarget(request.url);
    const headers = withLength(request.headers, length);
    if (request.expectContinue === true) headers['expect'] = '100-continue';
    const proxy = this.#proxyFor(target);
    if (proxy !== undefined && !target.secure) return this.#forward(proxy, request, headers);
    const options = {
      ...{ host: target.host, port: target.port, path: target.path },
      ...{ method: request.method, headers },
      ...(isLoopbackName(target.host) ? { lookup: lookupLoopback } : {}),
    };
    if (!target.secure) {
      const made = httpRequest({ ...options, agent: this.#http });
      return { request: new NodeRequest(made), way: 'direct' };
    }
    const tunnel = proxy === undefined ? undefined : this.#tunnel;
    const agent = tunnel ?? this.#https;
    return {
      request: new NodeRequest(httpsRequest({ ...options, ...checked, agent })),
      way: tunnel === undefined ? 'direct' : 'tunnel',
    };
  }

  /**
   * Destroys the sockets that no request uses. A broken reused connection says as much of the
   * others that wait: the next try must not meet one of them.
   */
  dropIdle(): void {
    this.#direct.dropIdle();
    for (const agent of [this.#http, this.#https, this.#tunnel]) {
      for (const sockets of Object.values(agent?.freeSockets ?? {})) {
        for (const socket of sockets ?? []) socket.destroy();
      }
    }
  }

  /** Destroys every socket, or those bound to these addresses of this computer. */
  drop(addresses?: readonly string[]): void {
    this.#direct.drop((socket) => addresses === undefined || isFrom(socket, addresses));
    for (const agent of [this.#http, this.#https, this.#tunnel]) {
      if (agent === undefined) continue;
      if (addresses === undefined) agent.destroy();
      else dropFrom(agent, addresses);
    }
  }

  async #makeTunnel(url: string): Promise<void> {
    const { HttpsProxyAgent } = await import('https-proxy-agent');
    if (this.#proxy?.url.href !== new URL(url).href) return;
    this.#tunnel = new HttpsProxyAgent(url, { keepAlive: true, ...checked });
    this.#tunnel.options.timeout = keptFor;
  }

  #proxyFor(target: RequestTarget): URL | undefined {
    if (this.#proxy === undefined) return undefined;
    return bypassesProxy(target.host, target.port, this.#proxy.bypass)
      ? undefined
      : this.#proxy.url;
  }

  /**
   * Plain http sends the whole signed URL to the proxy in place of the path (RFC 9112, 3.2.2). An
   * agent that builds the URL again would resolve `..` in object keys.
   */
  #forward(proxy: URL, request: TransportRequest, headers: OutgoingHttpHeaders): OpenRequest {
    const secure = proxy.protocol === 'https:';
    const credentials = proxyCredentials(proxy);
    if (credentials !== undefined) headers['proxy-authorization'] = credentials;
    const target = parseRequestTarget(request.url);
    if (!Object.keys(headers).some((name) => name.toLowerCase() === 'host')) {
      headers['host'] = target.authority;
    }
    const options = {
      ...{ host: proxy.hostname.replace(/^\[|\]$/g, ''), port: proxy.port || (secure ? 443 : 80) },
      ...{ path: request.url, method: request.method, headers },
    };
    const made = secure
      ? httpsRequest({ ...options, ...checked, agent: this.#https })
      : httpRequest({ ...options, agent: this.#http });
    return { request: new NodeRequest(made), way: 'forward' };
  }
}

/** True when a socket is connected from one of these addresses of this computer. */
export function isFrom(socket: Socket | null | undefined, addresses: readonly string[]): boolean {
  const local = socket?.localAddress;
  return local !== undefined && addresses.includes(local);
}

function dropFrom(agent: Agent, addresses: readonly string[]): void {
  for (const kept of [agent.sockets, agent.freeSockets]) {
    for (const socket of Object.values(kept).flatMap((sockets = []) => sockets)) {
      if (isFrom(socket, addresses)) socket.destroy();
    }
  }
}

function withLength(
  given: Readonly<Record<string, string>>,
  length: number | undefined,
): OutgoingHttpHeaders {
  const headers: OutgoingHttpHeaders = {};
  for (const [name, value] of Object.entries(given)) {
    if (name.toLowerCase() !== 'content-length') headers[name] = value;
  }
  if (length !== undefined) headers['content-length'] = length;
  return headers;
}

function proxyCredentials({ username, password }: URL): string | undefined {
  if (username === '' && password === '') return undefined;
  const plain = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return `Basic ${Buffer.from(plain).toString('base64')}`;
}

/**
 * True for names below `localhost`. Such names always mean this computer (RFC 6761, 6.3), but not
 * every system resolves them.
 */
function isLoopbackName(host: string): boolean {
  return host.toLowerCase().endsWith('.localhost');
}

/** Resolves every name to this computer. */
export const lookupLoopback: LookupFunction = (_host, options, done) => {
  const address = '127.0.0.1';
  if (options.all === true) done(null, [{ address, family: 4 }]);
  else done(null, address, 4);
};
