import { maxResponseBytes } from '../transport.ts';
import { failure, FailureError } from './classify-failure.ts';
import type { RawResponse } from './outgoing-request.ts';

/** Bytes of a head or of the lines around chunks, as Node limits them. */
const largestHead = 16 * 1024;
const largestChunkLine = 256;

const statusLine = /^HTTP\/1\.([01]) ([1-5]\d\d)(?: .*)?$/;
const chunkLine = /^([\da-f]{1,8})[\t ]*(?:;.*)?$/i;
const fieldName = /^[!#$%&'*+\-.^_`|~\w]+$/;
/** Characters that no line may contain (RFC 9110, 5.5): among them single CR and LF. */
const forbidden = /[\0-\x08\x0a-\x1f\x7f]/;

/** What the reader expects next. */
type Stage = 'head' | 'length' | 'chunk-line' | 'chunk' | 'chunk-end' | 'trailer' | 'end' | 'whole';

/**
 * Reads one HTTP/1.1 response from the pieces in which it arrives. A response whose form leaves a
 * doubt about its end is refused (RFC 9112, 6.3): a wrong end would give one request the response
 * to another one.
 */
export class ResponseReader {
  #stage: Stage = 'head';
  #rest: Buffer | undefined;
  #status = 0;
  #headers: Record<string, string> = {};
  readonly #chunks: Buffer[] = [];
  #size = 0;
  /** Bytes of the body, or of its chunk, that are still to come. */
  #left = 0;
  #trailerBytes = 0;
  #keptFor = 0;
  #hasSurplus = false;

  /** The status, once the whole head has arrived. */
  get status(): number | undefined {
    return this.#stage === 'head' ? undefined : this.#status;
  }

  get isWhole(): boolean {
    return this.#stage === 'whole';
  }

  /**
   * Milliseconds for which the server keeps the connection after the response. 0: not at all;
   * Infinity: it names no time.
   */
  get keptFor(): number {
    return this.#hasSurplus ? 0 : this.#keptFor;
  }

  /** The response. Only when it is whole. */
  get response(): RawResponse {
    const response = { status: this.#status, headers: this.#headers };
    return this.#size === 0 ? response : { ...response, body: this.#body() };
  }

  /**
   * Takes the next bytes.
   *
   * @throws FailureError `connection-lost` when they are not HTTP; `response-too-large`
   */
  push(bytes: Buffer): void {
    let input = this.#rest === undefined ? bytes : Buffer.concat([this.#rest, bytes]);
    this.#rest = undefined;
    while (input.length > 0) {
      const used = this.#step(input);
      if (used === undefined) {
        // The caller may use its memory again.
        this.#rest = Buffer.from(input);
        return;
      }
      input = input.subarray(used);
    }
  }

  /** The server sends nothing more. @returns true when this ends the response */
  finish(): boolean {
    if (this.#stage === 'end') this.#stage = 'whole';
    return this.isWhole;
  }

  /** @returns the bytes used; `undefined` when more are needed */
  #step(input: Buffer): number | undefined {
    switch (this.#stage) {
      case 'head':
        return this.#takeHead(input);
      case 'length':
        return this.#takeBody(input, 'whole');
      case 'chunk':
        return this.#takeBody(input, 'chunk-end');
      case 'chunk-line':
        return this.#takeLine(input, largestChunkLine, (line) => this.#beginChunk(line));
      case 'chunk-end':
        return this.#takeLine(input, 2, (line) => {
          if (line !== '') throw notHttp('a chunk has another length');
          this.#stage = 'chunk-line';
        });
      case 'trailer':
        return this.#takeLine(input, largestHead, (line) => this.#endTrailer(line));
      case 'end':
        this.#keep(input);
        return input.length;
      case 'whole':
        this.#hasSurplus = true;
        return input.length;
    }
  }

  #takeHead(input: Buffer): number | undefined {
    const begin = input.toString('latin1', 0, 7);
    if (!'HTTP/1.'.startsWith(begin)) throw notHttp('it begins with other bytes');
    const end = input.indexOf('\r\n\r\n');
    if ((end === -1 ? input.length : end) > largestHead) throw notHttp('its head is too large');
    if (end === -1) return undefined;
    this.#readHead(input.toString('latin1', 0, end).split('\r\n'));
    return end + 4;
  }

  #readHead(lines: readonly string[]): void {
    const [, minor = '', status = ''] = statusLine.exec(lines[0] ?? '') ?? [];
    if (status === '' || forbidden.test(lines[0] ?? '')) throw notHttp('its status is unreadable');
    const headers: Record<string, string> = {};
    for (let index = 1; index < lines.length; index += 1) {
      const line = lines[index] ?? '';
      const [name, value] = readField(line);
      const before = headers[name];
      headers[name] = before === undefined ? value : `${before}, ${value}`;
    }
    this.#status = Number(status);
    if (this.#status === 101) throw notHttp('it changes the protocol');
    // An interim response: the response itself follows.
    if (this.#status < 200) return;
    this.#headers = headers;
    this.#stage = this.#stageOfBody(minor);
    this.#keptFor = this.#stage === 'end' ? 0 : keptFor(headers, minor);
  }

  #stageOfBody(minor: string): Stage {
    const length = this.#headers['content-length'];
    const coding = this.#headers['transfer-encoding'];
    if (coding !== undefined) {
      if (length !== undefined) throw notHttp('it has two lengths');
      if (coding.toLowerCase() !== 'chunked' || minor === '0')
        throw notHttp('its coding is unknown');
    }
    if (length !== undefined && !/^\d{1,15}$/.test(length))
      throw notHttp('its length is unreadable');
    if (this.#status === 204 || this.#status === 304) return 'whole';
    if (coding !== undefined) return 'chunk-line';
    if (length === undefined) return 'end';
    this.#left = Number(length);
    return this.#left === 0 ? 'whole' : 'length';
  }

  #takeBody(input: Buffer, next: Stage): number {
    const bytes = input.subarray(0, this.#left);
    this.#keep(bytes);
    this.#left -= bytes.length;
    if (this.#left === 0) this.#stage = next;
    return bytes.length;
  }

  #keep(bytes: Buffer): void {
    this.#size += bytes.length;
    if (this.#size > maxResponseBytes) {
      throw new FailureError(failure('response-too-large', `More than ${maxResponseBytes} bytes`));
    }
    this.#chunks.push(Buffer.from(bytes));
  }

  #takeLine(input: Buffer, most: number, take: (line: string) => void): number | undefined {
    const end = input.indexOf('\r\n');
    if ((end === -1 ? input.length - 1 : end) > most) throw notHttp('a line is too long');
    if (end === -1) return undefined;
    take(input.toString('latin1', 0, end));
    return end + 2;
  }

  #beginChunk(line: string): void {
    const size = chunkLine.exec(line)?.[1];
    if (size === undefined || forbidden.test(line)) throw notHttp('a chunk has no length');
    this.#left = Number.parseInt(size, 16);
    this.#stage = this.#left === 0 ? 'trailer' : 'chunk';
  }

  #endTrailer(line: string): void {
    this.#trailerBytes += line.length;
    if (this.#trailerBytes > largestHead) throw notHttp('its trailer is too large');
    if (line === '') this.#stage = 'whole';
    else readField(line);
  }

  /** Has memory of its own: a message to another thread copies the whole memory below. */
  #body(): Uint8Array {
    const body = new Uint8Array(this.#size);
    let offset = 0;
    for (const chunk of this.#chunks) {
      body.set(chunk, offset);
      offset += chunk.length;
    }
    return body;
  }
}

/** @returns the name in lower case, and the value */
function readField(line: string): readonly [name: string, value: string] {
  const colon = line.indexOf(':');
  const name = line.slice(0, Math.max(0, colon));
  if (!fieldName.test(name) || forbidden.test(line)) throw notHttp('a header is unreadable');
  return [name.toLowerCase(), line.slice(colon + 1).trim()];
}

function keptFor(headers: Readonly<Record<string, string>>, minor: string): number {
  const options = (headers['connection'] ?? '').toLowerCase().split(/[\t ]*,[\t ]*/);
  if (options.includes('close') || (minor === '0' && !options.includes('keep-alive'))) return 0;
  const seconds = /(?:^|[,; ])timeout=(\d{1,6})/i.exec(headers['keep-alive'] ?? '')?.[1];
  return seconds === undefined ? Number.POSITIVE_INFINITY : Number(seconds) * 1000;
}

function notHttp(why: string): FailureError {
  return new FailureError(failure('connection-lost', `The response is not HTTP: ${why}`));
}
