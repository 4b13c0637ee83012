import { describe, expect, it } from 'vitest';
import { FailureError } from '../../../../main/transfer/connection/classify-failure.ts';
import { ResponseReader } from '../../../../main/transfer/connection/response-reader.ts';
import { maxResponseBytes } from '../../../../main/transfer/transport.ts';

interface Read {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly keptFor: number;
}

/** Reads `text` in the pieces that end at `cuts`; the server then ends the connection. */
function read(text: string, cuts: readonly number[] = []): Read {
  const bytes = Buffer.from(text, 'latin1');
  const reader = new ResponseReader();
  let from = 0;
  for (const to of [...cuts, bytes.length]) {
    // The same memory for each piece, as a socket may use it.
    const piece = Buffer.from(bytes.subarray(from, to));
    reader.push(piece);
    piece.fill(0);
    from = to;
  }
  expect(reader.finish()).toBe(true);
  const { status, headers, body = new Uint8Array(0) } = reader.response;
  return { status, headers, body: Buffer.from(body).toString('latin1'), keptFor: reader.keptFor };
}

function refusalOf(text: string): string {
  try {
    new ResponseReader().push(Buffer.from(text, 'latin1'));
  } catch (error) {
    if (error instanceof FailureError) return `${error.failure.reason}: ${error.message}`;
    throw error;
  }
  return 'taken';
}

const whole: readonly (readonly [string, string, Partial<Read>])[] = [
  [
    'a length of 0',
    'HTTP/1.1 200 OK\r\nETag: "A"\r\nContent-Length: 0\r\n\r\n',
    { status: 200, headers: { etag: '"A"', 'content-length': '0' }, body: '', keptFor: Infinity },
  ],
  ['a length', 'HTTP/1.1 403 Forbidden\r\nContent-Length: 6\r\n\r\ndenied', { body: 'denied' }],
  ['no reason', 'HTTP/1.1 200\r\nContent-Length: 0\r\n\r\n', { status: 200 }],
  [
    'an interim response before it',
    'HTTP/1.1 100 Continue\r\nX: 1\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok',
    { status: 200, headers: { 'content-length': '2' }, body: 'ok' },
  ],
  [
    'chunks, with an extension and a trailer',
    'HTTP/1.1 500 E\r\nTransfer-Encoding: Chunked\r\n\r\n4;a=b\r\nabcd\r\n0a\r\n0123456789\r\n0\r\nT: 1\r\n\r\n',
    { status: 500, body: 'abcd0123456789', keptFor: Infinity },
  ],
  [
    'an end with the connection',
    'HTTP/1.1 200 OK\r\n\r\nto the end',
    { body: 'to the end', keptFor: 0 },
  ],
  [
    'no body, by its status',
    'HTTP/1.1 204 No Content\r\n\r\n',
    { status: 204, body: '', keptFor: Infinity },
  ],
  [
    'headers of one name',
    'HTTP/1.1 200 OK\r\nX: a\r\nx:  b \r\nY:\xe9\r\nContent-Length: 0\r\n\r\n',
    { headers: { x: 'a, b', y: '\xe9', 'content-length': '0' } },
  ],
  [
    'a connection that ends',
    'HTTP/1.1 200 OK\r\nConnection: x, Close\r\nContent-Length: 0\r\n\r\n',
    { keptFor: 0 },
  ],
  [
    'a time for the connection',
    'HTTP/1.1 200 OK\r\nKeep-Alive: max=9, timeout=5\r\nContent-Length: 0\r\n\r\n',
    { keptFor: 5000 },
  ],
  ['HTTP/1.0', 'HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n', { status: 200, keptFor: 0 }],
  [
    'HTTP/1.0 that keeps the connection',
    'HTTP/1.0 200 OK\r\nConnection: Keep-Alive\r\nContent-Length: 0\r\n\r\n',
    { keptFor: Infinity },
  ],
  [
    'more bytes than belong to it',
    'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokHTTP/1.1 200 OK\r\n',
    { body: 'ok', keptFor: 0 },
  ],
];

describe('a response with', () => {
  it.each(whole)('%s is read, wherever it is split', (_, text, expected) => {
    const atOnce = read(text);
    expect(atOnce).toMatchObject(expected);
    for (let cut = 1; cut < text.length; cut += 1) expect(read(text, [cut])).toEqual(atOnce);
    expect(
      read(
        text,
        Array.from({ length: text.length - 1 }, (_, at) => at + 1),
      ),
    ).toEqual(atOnce);
  });

  it('half of its bytes is not whole', () => {
    const text = 'HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n0123456789';
    for (let length = 0; length < text.length; length += 1) {
      const reader = new ResponseReader();
      reader.push(Buffer.from(text.slice(0, length)));
      expect(reader.finish()).toBe(false);
    }
  });

  it.each([
    ['another protocol', 'SSH-2.0-OpenSSH_9.2\r\n'],
    ['another version', 'HTTP/2.0 200 OK\r\n\r\n'],
    ['an unknown version', 'HTTP/1.2 200 OK\r\nContent-Length: 0\r\n\r\n'],
    ['an unreadable status', 'HTTP/1.1 20 OK\r\nContent-Length: 0\r\n\r\n'],
    ['a change of protocol', 'HTTP/1.1 101 Switching Protocols\r\n\r\n'],
    ['a line without a colon', 'HTTP/1.1 200 OK\r\nContent-Length\r\n\r\n'],
    ['a space in a name', 'HTTP/1.1 200 OK\r\nContent-Length : 0\r\n\r\n'],
    ['a folded header', 'HTTP/1.1 200 OK\r\nX: a\r\n b\r\nContent-Length: 0\r\n\r\n'],
    ['a single line feed', 'HTTP/1.1 200 OK\r\nX: a\nContent-Length: 5\r\n\r\n'],
    ['a zero byte', 'HTTP/1.1 200 OK\r\nX: a\0\r\n\r\n'],
    ['two lengths', 'HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n'],
    ['a negative length', 'HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n'],
    ['a huge length', `HTTP/1.1 200 OK\r\nContent-Length: ${'9'.repeat(30)}\r\n\r\n`],
    [
      'chunks and a length',
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: 0\r\n\r\n',
    ],
    ['another coding', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n'],
    ['chunks in HTTP/1.0', 'HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n'],
    ['a chunk without a length', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n'],
    ['a longer chunk', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nab\r\n0\r\n\r\n'],
    [
      'an endless line of a chunk',
      `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n${'0'.repeat(300)}`,
    ],
    ['a head that is too large', `HTTP/1.1 200 OK\r\nX: ${'a'.repeat(17_000)}\r\n\r\n`],
    ['a head without an end', `HTTP/1.1 200 OK\r\n${'X: a\r\n'.repeat(4000)}`],
    [
      'a trailer without an end',
      `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n${'X: aaaaaaaaaa\r\n'.repeat(4000)}`,
    ],
  ])('%s is refused', (_, text) => {
    expect(refusalOf(text)).toMatch(/^connection-lost: The response is not HTTP/);
  });

  it('more bytes than Ferry reads is refused', () => {
    const head = `HTTP/1.1 200 OK\r\nContent-Length: ${maxResponseBytes + 1}\r\n\r\n`;
    expect(refusalOf(head + 'x'.repeat(maxResponseBytes))).toBe('taken');
    expect(refusalOf(head + 'x'.repeat(maxResponseBytes + 1))).toContain('response-too-large');
  });
});
